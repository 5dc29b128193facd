import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiServiceUnavailableResponse,
  ApiTags,
} from '@nestjs/swagger';
import { WithLock } from 'nestjs-redis-serial';
import { OrderNoPipe } from '../orders/order-no.pipe.js';
import { ApiTenant, Tenant } from '../tenants/tenant.js';
import { InvoiceAudit, InvoiceAuditReport } from './invoice-audit.js';
import { InvoiceNoPipe } from './invoice-no.pipe.js';
import { Invoice } from './invoice.js';
import { InvoicesService } from './invoices.service.js';
import { VoidInvoiceDto } from './void-invoice.dto.js';

@ApiTags('invoices')
@ApiTenant()
@ApiServiceUnavailableResponse({ description: 'Redis is away; try again after Retry-After seconds' })
@ApiBadRequestResponse({ description: 'The message names the field' })
@Controller()
export class InvoicesController {
  constructor(
    private readonly invoices: InvoicesService,
    private readonly audits: InvoiceAudit,
  ) {}

  @Post('orders/:orderNo/invoice')
  @WithLock('order:{0}')
  @ApiOperation({ summary: 'Writes the invoice of a paid order; asked again, it is the same one' })
  @ApiCreatedResponse({ type: Invoice })
  @ApiNotFoundResponse()
  @ApiConflictResponse({ description: 'The order is not paid yet, or somebody works on it' })
  async issue(@Param('orderNo', OrderNoPipe) orderNo: string, @Tenant() tenant: string): Promise<Invoice> {
    return await this.invoices.issue(tenant, orderNo);
  }

  @Post('invoices/:invoiceNo/void')
  @HttpCode(200)
  @ApiOperation({ summary: 'Voids an invoice; it stays, with the reason' })
  @ApiOkResponse({ type: Invoice })
  @ApiNotFoundResponse()
  @ApiConflictResponse({ description: 'It is void already' })
  async void(
    @Param('invoiceNo', InvoiceNoPipe) invoiceNo: string,
    @Body() { reason }: VoidInvoiceDto,
    @Tenant() tenant: string,
  ): Promise<Invoice> {
    return await this.invoices.void(tenant, invoiceNo, reason);
  }

  @Get('invoices/audit')
  @ApiOperation({ summary: 'What became of every invoice number of this year, by the database and by Redis' })
  @ApiOkResponse({ type: InvoiceAuditReport })
  async audit(@Tenant() tenant: string): Promise<InvoiceAuditReport> {
    return await this.audits.of(tenant);
  }
}
