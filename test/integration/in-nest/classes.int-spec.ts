import { type INestApplication, Inject, Injectable, Scope } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { currentLock, LockService, WithLock } from 'nestjs-redis-serial';
import { testApp } from '../../support/test-app.js';
import { testRedis, type TestRedis } from '../../support/test-redis.js';

type Held = Promise<string | undefined>;
const held = (): Held => Promise.resolve(currentLock()?.key);

abstract class Shape {
  abstract area(id: number): Held;

  @WithLock('shape:{0}')
  draw(_id: number): Held {
    return held();
  }

  @WithLock('base')
  move(): Held {
    return held();
  }
}

@Injectable()
class Circle extends Shape {
  @WithLock('circle:{0}')
  area(_id: number): Held {
    return held();
  }

  // Overridden without the decorator: nothing is locked here, but where the base's method is called.
  override async move(): Held {
    return `${await held()} ${await super.move()}`;
  }
}

@Injectable()
class Square extends Shape {
  area(): Held {
    return held();
  }

  @WithLock('own')
  override async move(): Held {
    return `${await held()} ${await super.move()}`;
  }
}

const names = Symbol('names');

@Injectable({ scope: Scope.TRANSIENT })
class Transient {
  @WithLock('transient')
  work(): Held {
    return held();
  }

  @WithLock('symbol')
  [names](): Held {
    return held();
  }
}

@Injectable()
class Owner {
  constructor(readonly transient: Transient) {}
}

@Injectable()
class OtherOwner extends Owner {}

@Injectable()
class Later {
  @WithLock('later')
  work(): Held {
    return held();
  }
}

class Made {
  constructor(private readonly name: string) {}

  @WithLock('made')
  async work(): Held {
    return `${this.name} ${await held()}`;
  }
}
const MADE = Symbol('made');
const VALUE = Symbol('value');

@Injectable()
class Wants {
  constructor(@Inject(MADE) readonly made: Made) {}
}

/** Decorators as they are found in the wild: they put a function of their own in the method's place. */
function wrapping(_target: object, _key: string | symbol, descriptor: PropertyDescriptor): void {
  const method = descriptor.value as (...args: unknown[]) => unknown;
  descriptor.value = function (this: unknown, ...args: unknown[]): unknown {
    return method.apply(this, args);
  };
}

@Injectable()
class Wrapped {
  @wrapping
  @WithLock('hidden:{0}')
  below(_id: number): Held {
    return held();
  }

  @WithLock('shown:{0}')
  @wrapping
  above(_id: number): Held {
    return held();
  }

  @WithLock('outer:{0}')
  @WithLock('inner:{0}')
  async twice(_id: number): Held {
    const outer = await this.locks.inspect('outer:1');
    return `${outer?.holders.length} ${await held()}`;
  }

  constructor(private readonly locks: LockService) {}
}

describe('@WithLock on classes of all kinds', () => {
  let redis: TestRedis;
  let app: INestApplication;

  const start = (keyPrefix: string): Promise<INestApplication> =>
    testApp(
      { connection: redis.url, keyPrefix },
      {
        providers: [
          Circle,
          Square,
          Transient,
          Owner,
          OtherOwner,
          Wants,
          Wrapped,
          { provide: MADE, useFactory: () => new Made('made by a factory') },
          { provide: VALUE, useValue: new Made('a value') },
        ],
      },
    );

  beforeAll(async () => {
    redis = await testRedis();
    app = await start(redis.keyPrefix);
  });
  afterAll(async () => {
    await app.close();
    await redis.stop();
  });

  it('works in methods of abstract classes, inherited and overridden', async () => {
    const circle = app.get(Circle);
    expect(await circle.draw(1)).toBe('shape:1');
    expect(await circle.area(2)).toBe('circle:2');
    expect(await circle.move()).toBe('undefined base');
    expect(await app.get(Square).draw(3)).toBe('shape:3');
    expect(await app.get(Square).move()).toBe('own base');
    expect(await app.get(Square).area()).toBeUndefined();
  });

  it('works in transient providers, under symbols, and in what is made by hand through ModuleRef', async () => {
    const { transient: one } = app.get(Owner);
    const { transient: other } = app.get(OtherOwner);
    expect(one).not.toBe(other);
    expect(await Promise.all([one.work(), other.work(), one[names]()])).toEqual([
      'transient',
      'transient',
      'symbol',
    ]);
    const later = await app.get(ModuleRef).create(Later);
    expect(await later.work()).toBe('later');
  });

  it('works in objects that the app made and Nest keeps', async () => {
    expect(await app.get(Wants).made.work()).toBe('made by a factory made');
    expect(await app.get<Made>(VALUE).work()).toBe('a value made');
  });

  it('works with wrapping decorators above and below, also with itself', async () => {
    const wrapped = app.get(Wrapped);
    expect(await wrapped.below(1)).toBe('hidden:1');
    expect(await wrapped.above(1)).toBe('shown:1');
    expect(await wrapped.twice(1)).toBe('1 inner:1');
  });

  it('takes the locks of its own app where there are two in one process', async () => {
    const other = await start(`${redis.keyPrefix}-other`);
    await using lock = await other.get(LockService).acquire('circle:1');
    expect(await app.get(Circle).area(1)).toBe('circle:1');
    const busy = other.get(Circle).area(1);
    expect(await lock.release()).toBe(true);
    expect(await busy).toBe('circle:1');
    await other.close();
  });

  it('refuses, when the class is defined, what it can not lock', () => {
    expect(() => {
      @Injectable()
      class Wrong {
        @WithLock('x')
        get it(): number {
          return Date.now();
        }
      }
      return Wrong;
    }).toThrow('@WithLock Wrong.it: it works on methods only');
    expect(() => {
      @Injectable()
      class Wrong {
        @WithLock('x')
        static it(): void {
          throw new Error('it ran');
        }
      }
      return Wrong;
    }).toThrow('@WithLock Wrong.it: a static method has no injected LockService');
    expect(() => {
      class Wrong {
        @WithLock('order:{1}')
        pay(_id: string): void {}
      }
      return Wrong;
    }).toThrow('No lock on "order:{1}": {1} is missing: pay() has 1 argument');
  });

  it('says of an object made by hand that it has no locks, and does not run', async () => {
    await expect(new Made('by hand').work()).rejects.toThrow(
      '@WithLock Made.work: the object was not made by Nest',
    );
  });
});
