import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiHeader,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiServiceUnavailableResponse,
  ApiTags,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import { currentLock, SerialService, WithLock } from 'nestjs-redis-serial';
import { ApiTenant, Tenant } from '../tenants/tenant.js';
import { CounterState, ImportCounterDto, NextOrderNo, StoreQuery } from './counter.dto.js';
import { CreateOrderDto } from './create-order.dto.js';
import { IdempotencyKey } from './idempotency-key.js';
import { OrderNo, scopeOf } from './order-no.js';
import { OrderNoPipe } from './order-no.pipe.js';
import { Order } from './order.js';
import { OrdersService } from './orders.service.js';

@ApiTags('orders')
@ApiTenant()
@ApiServiceUnavailableResponse({ description: 'Redis is away; try again after Retry-After seconds' })
@ApiBadRequestResponse({ description: 'The message names the field' })
@Controller('orders')
export class OrdersController {
  constructor(
    private readonly orders: OrdersService,
    private readonly serials: SerialService,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Places an order and gives it a number; once for each Idempotency-Key' })
  @ApiHeader({ name: 'Idempotency-Key', required: false, description: 'Up to you: one for each order' })
  @ApiCreatedResponse({ type: Order })
  @ApiConflictResponse({ description: 'The store has used up its numbers of today' })
  @ApiUnprocessableEntityResponse({ description: 'The Idempotency-Key was used for another order' })
  async create(
    @Tenant() tenant: string,
    @Body() dto: CreateOrderDto,
    @IdempotencyKey() key: string | undefined,
  ): Promise<Order> {
    return await this.orders.place(tenant, dto, key);
  }

  @Get('next')
  @ApiOperation({ summary: 'Shows what number the next order of a store would get; takes nothing' })
  @ApiOkResponse({ type: NextOrderNo })
  async next(@Tenant() tenant: string, @Query() { store }: StoreQuery): Promise<NextOrderNo> {
    const { next, remaining } = await this.serials.peek(OrderNo, { scope: scopeOf(tenant, store) });
    return { next, remaining };
  }

  @Post('import-counter')
  @HttpCode(200)
  @ApiOperation({ summary: 'Goes on above the numbers that an older system gave today' })
  @ApiOkResponse({ type: CounterState })
  async importCounter(
    @Tenant() tenant: string,
    @Body() { store, value }: ImportCounterDto,
  ): Promise<CounterState> {
    return { store, value: await this.serials.advanceTo(OrderNo, value, { scope: scopeOf(tenant, store) }) };
  }

  @Get(':orderNo')
  @ApiOperation({ summary: 'Shows an order' })
  @ApiOkResponse({ type: Order })
  @ApiNotFoundResponse()
  async find(@Param('orderNo', OrderNoPipe) orderNo: string, @Tenant() tenant: string): Promise<Order> {
    return await this.orders.find(tenant, orderNo);
  }

  @Post(':orderNo/pay')
  @HttpCode(200)
  @WithLock('order:{0}')
  @ApiOperation({ summary: 'Pays an order; one payment of an order runs at a time, over all instances' })
  @ApiOkResponse({ type: Order })
  @ApiNotFoundResponse()
  @ApiConflictResponse({ description: 'It is paid already, or another payment of it is still running' })
  async pay(@Param('orderNo', OrderNoPipe) orderNo: string, @Tenant() tenant: string): Promise<Order> {
    const lock = currentLock();
    if (!lock) throw new Error('pay() runs under the lock that @WithLock takes');
    return await this.orders.pay(tenant, orderNo, lock);
  }
}
