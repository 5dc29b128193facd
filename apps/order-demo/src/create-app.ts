import { ValidationPipe, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { AppModule } from './app.module.js';
import type { LocalServers } from './local-servers.js';
import { ShowModule } from './show/show.module.js';

/** The app, ready to listen: validated input, a page at / and a Swagger page at /api. */
export async function createApp(servers: LocalServers): Promise<INestApplication> {
  const shop = { module: AppModule, imports: [ShowModule.on(servers)] };
  const app = await NestFactory.create(shop, {
    logger: ['warn', 'error', 'fatal'],
    abortOnError: false,
  });
  app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }));
  const config = new DocumentBuilder()
    .setTitle('Order demo')
    .setDescription('Order numbers and locks by nestjs-redis-serial')
    .setVersion('0.1.0')
    .build();
  SwaggerModule.setup('api', app, () => SwaggerModule.createDocument(app, config));
  return app;
}
