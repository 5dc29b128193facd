import { Module } from '@nestjs/common';
import { RedisSerialModule } from 'nestjs-redis-serial';
import { OrdersModule } from '../orders/orders.module.js';
import { InvoiceAudit } from './invoice-audit.js';
import { InvoiceNo } from './invoice-no.js';
import { InvoicesController } from './invoices.controller.js';
import { InvoicesService } from './invoices.service.js';
import { NightlyAudit } from './nightly-audit.js';

@Module({
  imports: [RedisSerialModule.forFeature({ series: [InvoiceNo] }), OrdersModule],
  controllers: [InvoicesController],
  providers: [InvoicesService, InvoiceAudit, NightlyAudit],
})
export class InvoicesModule {}
