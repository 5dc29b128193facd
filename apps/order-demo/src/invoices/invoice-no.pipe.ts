import { BadRequestException, Injectable, type PipeTransform } from '@nestjs/common';
import { SerialService } from 'nestjs-redis-serial';
import { InvoiceNo } from './invoice-no.js';

/** Lets valid invoice numbers through. */
@Injectable()
export class InvoiceNoPipe implements PipeTransform<string, string> {
  constructor(private readonly serials: SerialService) {}

  transform(invoiceNo: string): string {
    if (this.serials.isValid(InvoiceNo, invoiceNo)) return invoiceNo;
    throw new BadRequestException(`invoiceNo ${invoiceNo.slice(0, 60)} is not an invoice number`);
  }
}
