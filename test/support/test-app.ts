import { type INestApplication, type ModuleMetadata } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { RedisSerialModule, type RedisSerialOptions } from 'nestjs-redis-serial';

/** An app with the module and whatever else a test needs, initialised, not listening. */
export async function testApp(
  options: RedisSerialOptions,
  metadata: ModuleMetadata = {},
  prepare: (app: INestApplication) => void = () => undefined,
): Promise<INestApplication> {
  const imports = [RedisSerialModule.forRoot(options), ...(metadata.imports ?? [])];
  const module = await Test.createTestingModule({ ...metadata, imports }).compile();
  const app = module.createNestApplication({ logger: false });
  prepare(app);
  return await app.init();
}
