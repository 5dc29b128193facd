import { BadRequestException, Injectable, type PipeTransform } from '@nestjs/common';
import { SerialService } from 'nestjs-redis-serial';
import { OrderNo } from './order-no.js';

/** Lets valid order numbers through, before anything is locked or looked up. */
@Injectable()
export class OrderNoPipe implements PipeTransform<string, string> {
  constructor(private readonly serials: SerialService) {}

  transform(orderNo: string): string {
    if (this.serials.isValid(OrderNo, orderNo)) return orderNo;
    throw new BadRequestException(`orderNo ${orderNo.slice(0, 60)} is not an order number`);
  }
}
