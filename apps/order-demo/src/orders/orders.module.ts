import { Module } from '@nestjs/common';
import { RedisSerialModule } from 'nestjs-redis-serial';
import { OrderNo } from './order-no.js';
import { OrdersController } from './orders.controller.js';
import { OrdersService } from './orders.service.js';

@Module({
  imports: [RedisSerialModule.forFeature({ series: [OrderNo] })],
  controllers: [OrdersController],
  providers: [OrdersService],
  exports: [OrdersService],
})
export class OrdersModule {}
