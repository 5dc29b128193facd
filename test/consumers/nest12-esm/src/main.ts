import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { Orders, OrdersModule } from './orders.js';

const app = await NestFactory.createApplicationContext(OrdersModule, { logger: ['error', 'warn'] });
console.log(await app.get(Orders).place('A'));
await app.close();
