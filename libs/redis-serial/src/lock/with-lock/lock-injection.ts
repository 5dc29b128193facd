import { Inject, type OnModuleInit } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';
import { OptionsError } from '../../common/options.error.js';
import { LockService } from '../lock.service.js';

// Nest shows this name in its message when an app forgot to import the module.
const LOCKS = Symbol.for('redis-serial:LockService of RedisSerialModule');
const EXPECTS_LOCKS = Symbol.for('redis-serial:expects locks');

interface Locked {
  [LOCKS]: LockService | undefined;
}

/** Lets Nest inject the `LockService` into instances of a class. */
export function expectLocks(prototype: object): void {
  // Property injection under a symbol works for every scope, and for two apps in one process.
  Inject(LockService)(prototype, LOCKS);
  Object.defineProperty(prototype, EXPECTS_LOCKS, { value: true, configurable: true });
}

/**
 * Returns the `LockService` that Nest injected.
 * @throws {OptionsError} when Nest neither made the object nor keeps it as a provider.
 */
export function locksOf(instance: unknown, decorator: string): LockService {
  const locks = (instance as Partial<Locked> | undefined)?.[LOCKS];
  if (locks) return locks;
  throw new OptionsError(decorator, 'the object was not made by Nest, so no LockService was injected');
}

/** Gives the `LockService` to providers that Nest did not make itself: those of `useFactory` and `useValue`. */
export class LockInjection implements OnModuleInit {
  constructor(
    private readonly locks: LockService,
    private readonly modules: ModulesContainer,
  ) {}

  onModuleInit(): void {
    for (const { providers } of this.modules.values()) {
      for (const { instance } of providers.values()) {
        if (expectsLocks(instance)) instance[LOCKS] ??= this.locks;
      }
    }
  }
}

function expectsLocks(instance: unknown): instance is Locked {
  return typeof instance === 'object' && instance !== null && EXPECTS_LOCKS in instance;
}
