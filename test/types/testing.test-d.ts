import { Test } from '@nestjs/testing';
import { expectTypeOf } from 'expect-type';
import { RedisSerialTestingModule, TestClock, useInMemoryRedisSerial } from 'nestjs-redis-serial/testing';

// @ts-expect-error there is nothing to connect to
RedisSerialTestingModule.forRoot({ connection: 'redis://127.0.0.1' });
// @ts-expect-error nor to examine
RedisSerialTestingModule.forRoot({ doctor: 'warn' });
// @ts-expect-error a memory is made, not described
RedisSerialTestingModule.forRoot({ memory: {} });
RedisSerialTestingModule.forRoot({ keyPrefix: 'shop', now: new Date(), isGlobal: false });
RedisSerialTestingModule.forRootAsync({ useFactory: () => ({ lock: { ttl: '1s' } }), now: 0 });

// The builder stays what it was, to go on with.
const builder = Test.createTestingModule({});
expectTypeOf(useInMemoryRedisSerial(builder)).toEqualTypeOf(builder);
expectTypeOf(new TestClock().advance('1d')).resolves.toBeVoid();
