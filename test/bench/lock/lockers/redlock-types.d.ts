// The package has types, but its `exports` do not tell where they are. This is what the benchmark uses of them.
declare module 'redlock' {
  import type { Redis } from 'ioredis';

  export default class Redlock {
    constructor(
      clients: Iterable<Redis>,
      settings: { readonly retryCount: number; readonly retryDelay: number; readonly retryJitter: number },
    );
    acquire(resources: string[], duration: number): Promise<{ release(): Promise<unknown> }>;
    on(event: 'error', listener: (error: Error) => void): this;
  }
}
