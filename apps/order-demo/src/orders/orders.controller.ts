import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
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
import { SerialService, WithLock } from 'nestjs-redis-serial';
import { CounterState, ImportCounterDto, NextOrderNo, StoreQuery } from './counter.dto.js';
import { CreateOrderDto } from './create-order.dto.js';
import { OrderNo } from './order-no.js';
import { OrderNoPipe } from './order-no.pipe.js';
import { Order } from './order.js';
import { OrdersService } from './orders.service.js';

@ApiTags('orders')
@ApiServiceUnavailableResponse({ description: 'Redis is away; try again after Retry-After seconds' })
@ApiBadRequestResponse({ description: 'The message names the field' })
@Controller('orders')
export class OrdersController {
  constructor(
    private readonly orders: OrdersService,
    private readonly serials: SerialService,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Places an order and gives it a number' })
  @ApiCreatedResponse({ type: Order })
  @ApiConflictResponse({ description: 'The store has used up its numbers of today' })
  async create(@Body() dto: CreateOrderDto): Promise<Order> {
    return await this.orders.create(dto);
  }

  @Get('next')
  @ApiOperation({ summary: 'Shows what number the next order of a store would get; takes nothing' })
  @ApiOkResponse({ type: NextOrderNo })
  async next(@Query() { store }: StoreQuery): Promise<NextOrderNo> {
    const { next, remaining } = await this.serials.peek(OrderNo, { scope: { store } });
    return { next, remaining };
  }

  @Post('import-counter')
  @HttpCode(200)
  @ApiOperation({ summary: 'Goes on above the numbers that an older system gave today' })
  @ApiOkResponse({ type: CounterState })
  async importCounter(@Body() { store, value }: ImportCounterDto): Promise<CounterState> {
    return { store, value: await this.serials.advanceTo(OrderNo, value, { scope: { store } }) };
  }

  @Get(':orderNo')
  @ApiOperation({ summary: 'Shows an order' })
  @ApiOkResponse({ type: Order })
  @ApiNotFoundResponse()
  find(@Param('orderNo', OrderNoPipe) orderNo: string): Order {
    return this.orders.find(orderNo);
  }

  @Post(':orderNo/pay')
  @HttpCode(200)
  @WithLock('order:{0}')
  @ApiOperation({ summary: 'Pays an order; one payment of an order runs at a time, over all instances' })
  @ApiOkResponse({ type: Order })
  @ApiNotFoundResponse()
  @ApiConflictResponse({ description: 'It is paid already, or another payment of it is still running' })
  async pay(@Param('orderNo', OrderNoPipe) orderNo: string): Promise<Order> {
    return await this.orders.pay(orderNo);
  }
}
