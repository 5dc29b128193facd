import type { Batch, NumberRequest } from './allocation/number-request.js';
import type { IssuedSerial, SerialOptions } from './serial.types.js';

/** Makes what a caller gets for one number. */
type Reading<T> = (batch: Batch, value: number) => T;

/** The text of a number. */
export const textOf: Reading<string> = (batch, value) => batch.write(value);

/** A number with everything that is known about it. */
export const issuedOf: Reading<IssuedSerial> = (batch, value) => ({
  text: batch.write(value),
  value,
  series: batch.series.name,
  scope: batch.scope,
  period: batch.period,
  issuedAt: new Date(batch.issuedAt),
  replayed: batch.replayed,
});

/** A request for one number. */
export class SingleRequest<T> implements NumberRequest {
  readonly count = 1;

  constructor(
    private readonly options: SerialOptions | undefined,
    private readonly read: Reading<T>,
    private readonly resolve: (taken: T) => void,
    readonly fail: (error: unknown) => void,
  ) {}

  get idempotencyKey(): string | undefined {
    return this.options?.idempotencyKey;
  }

  get abandoned(): boolean {
    return this.options?.signal?.aborted ?? false;
  }

  give(batch: Batch, first: number): void {
    this.resolve(this.read(batch, first));
  }
}

/** A request for several numbers. */
export class BatchRequest implements NumberRequest {
  private readonly texts: string[] = [];

  constructor(
    readonly count: number,
    private readonly options: SerialOptions | undefined,
    private readonly resolve: (texts: string[]) => void,
    readonly fail: (error: unknown) => void,
  ) {}

  get idempotencyKey(): string | undefined {
    return this.options?.idempotencyKey;
  }

  get abandoned(): boolean {
    return this.options?.signal?.aborted ?? false;
  }

  give(batch: Batch, first: number, count: number): void {
    for (let index = 0; index < count; index++) {
      this.texts.push(batch.write(first + index * batch.series.step));
    }
    if (this.texts.length === this.count) this.resolve(this.texts);
  }
}
