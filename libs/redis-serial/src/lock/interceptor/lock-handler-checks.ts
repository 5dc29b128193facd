import type { OnModuleInit, Type } from '@nestjs/common';
import type { ModulesContainer, Reflector } from '@nestjs/core';
import { OptionsError } from '../../common/options.error.js';
import { lockedHandlersOf, lockKeyOf } from './lock-key.decorator.js';
import { LockInterceptor } from './lock.interceptor.js';

// The metadata key of Nest's UseInterceptors. Each major version of Nest exports it from another place.
const INTERCEPTORS = '__interceptors__';

type Handlers = Record<string | symbol, (() => unknown) | undefined>;

/** Fails the start of an app where `@LockKey` would have no effect, so that no handler runs unlocked. */
export class LockHandlerChecks implements OnModuleInit {
  constructor(
    private readonly modules: ModulesContainer,
    private readonly reflector: Reflector,
  ) {}

  onModuleInit(): void {
    for (const { controllers, providers } of this.modules.values()) {
      for (const { metatype } of controllers.values()) this.check(metatype, true);
      for (const { metatype, inject } of providers.values()) if (!inject) this.check(metatype, false);
    }
  }

  private check(made: unknown, isController: boolean): void {
    if (typeof made !== 'function') return;
    for (let type = made as Type; lineage(type); type = Object.getPrototypeOf(type) as Type) {
      for (const name of lockedHandlersOf(type)) {
        const where = `@LockKey on ${type.name}.${String(name)}`;
        if (!isController)
          throw new OptionsError(
            where,
            'it works on handlers of controllers only; use @WithLock on other methods',
          );
        this.checkHandler(where, made as Type, type.prototype as Handlers, name);
      }
    }
  }

  private checkHandler(where: string, controller: Type, owner: Handlers, name: string | symbol): void {
    const handler = owner[name];
    if (!handler || !lockKeyOf(this.reflector, handler))
      throw new OptionsError(where, 'a decorator above it dropped its metadata; move @LockKey to the top');
    // A subclass overrides the handler, with its own decorators.
    if ((controller.prototype as Handlers)[name] !== handler) return;
    const interceptors = [INTERCEPTORS].flatMap((key) => [
      ...list(Reflect.getMetadata(key, handler)),
      ...list(Reflect.getMetadata(key, controller)),
    ]);
    if (!interceptors.some(isLockInterceptor))
      throw new OptionsError(where, 'nothing takes its lock; add @UseInterceptors(LockInterceptor)');
  }
}

function lineage(type: unknown): boolean {
  return typeof type === 'function' && type !== Function.prototype;
}

function list(metadata: unknown): readonly unknown[] {
  return Array.isArray(metadata) ? metadata : [];
}

function isLockInterceptor(entry: unknown): boolean {
  if (typeof entry !== 'function') return entry instanceof LockInterceptor;
  return entry === LockInterceptor || entry.prototype instanceof LockInterceptor;
}
