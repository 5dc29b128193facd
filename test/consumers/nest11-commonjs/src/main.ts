import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { Orders, OrdersModule } from './orders';

async function main(): Promise<void> {
  const app = await NestFactory.createApplicationContext(OrdersModule, { logger: ['error', 'warn'] });
  console.log(await app.get(Orders).place('A'));
  await app.close();
}

void main();
