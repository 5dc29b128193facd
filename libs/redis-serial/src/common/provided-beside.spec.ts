import 'reflect-metadata';
import { Inject, Module, type DynamicModule } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { providedBeside } from './provided-beside.js';
import { provideBy, provideClass, tokenFor } from './provide.js';

const NAME = tokenFor<string>('spec-name');

class Service {
  readonly isPublic = true;
}
class Inner {
  constructor(readonly name: string) {}
}

@Module({})
class Library {
  static of(name: string): DynamicModule {
    const providers = [provideBy(NAME, [], () => name), provideClass(Inner, NAME), provideClass(Service)];
    return { module: Library, providers, exports: [Service] };
  }
}

class Indicator {
  constructor(
    @Inject(Service) readonly service: Service,
    @Inject(ModulesContainer) readonly modules: ModulesContainer,
  ) {}
}

@Module({ imports: [Library.of('one')], providers: [Indicator] })
class OneModule {}

@Module({ imports: [Library.of('other')], providers: [Indicator] })
class OtherModule {}

describe('providedBeside', () => {
  it('finds what is not exported, in the module of the service that was injected', async () => {
    const app = await Test.createTestingModule({ imports: [OneModule, OtherModule] }).compile();
    const names = [OneModule, OtherModule].map((module) => {
      const { modules, service } = app.select(module).get(Indicator, { strict: true });
      return [providedBeside(modules, service, Inner).name, providedBeside(modules, service, NAME)];
    });
    expect(names).toEqual([
      ['one', 'one'],
      ['other', 'other'],
    ]);
    await app.close();
  });

  it('says so where the service is of another make', async () => {
    const app = await Test.createTestingModule({ providers: [provideClass(Service)] }).compile();
    const modules = app.get(ModulesContainer);
    expect(() => providedBeside(modules, app.get(Service), Inner)).toThrow('Service was not provided by');
    expect(() => providedBeside(modules, new Service(), Inner)).toThrow(TypeError);
    await app.close();
  });
});
