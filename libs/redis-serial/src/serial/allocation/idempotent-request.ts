import { readReplayRecord, writeReplayRuns } from '../../lua/counter/replay.record.js';
import type { Run } from './block-queue.js';
import type { CounterStore } from '../shard/counter-store.js';
import type { NumberBuffer } from './number-buffer.js';
import type { Batch, CounterCall, NumberRequest } from './number-request.js';
import { giveAgain } from './replay.js';

/** Takes buffered numbers for a call with an idempotency key: they count once they are recorded under the key. */
export function claiming(
  call: CounterCall,
  request: NumberRequest,
  store: CounterStore,
  buffer: NumberBuffer,
): NumberRequest {
  const key = request.idempotencyKey ?? '';
  const runs: (Run & { readonly count: number })[] = [];
  let missing = request.count;

  const claim = async (batch: Batch): Promise<void> => {
    const written = writeReplayRuns(runs);
    const record = readReplayRecord(await store.claim(call, key, written, batch.textAt));
    if (!record) throw new TypeError(`The record of idempotency key "${key}" can't be read`);
    const own = writeReplayRuns(record.runs) === written;
    if (own) {
      // As a replay will say.
      const given = { ...batch, issuedAt: record.issuedAt };
      for (const { first, count } of runs) request.give(given, first, count);
    } else {
      buffer.putBack(batch.period, runs);
      giveAgain(call, request, record);
    }
  };

  return {
    count: request.count,
    idempotencyKey: key,
    get abandoned() {
      return request.abandoned;
    },
    give(batch, first, count) {
      runs.push({ first, last: first + (count - 1) * batch.series.step, count });
      missing -= count;
      // The buffer's batch goes on with the clock; this call's instant is now.
      if (missing === 0) {
        void claim({ ...batch }).catch((error: unknown) => {
          request.fail(error);
        });
      }
    },
    fail(error) {
      request.fail(error);
    },
  };
}
