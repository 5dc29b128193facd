import { finished, type Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';
import { isObservable } from 'rxjs';
import type { Lock } from '../lock.js';
import { HeldIterator } from './held-iterator.js';
import { heldObservable } from './held-observable.js';
import { heldWebStream } from './held-web-stream.js';

/** Makes a stream that releases the lock when it has ended; `undefined` for what is not a stream. */
export function heldStream(lock: Lock, answer: unknown): unknown {
  if (isObservable(answer)) return heldObservable(lock, answer);
  if (answer instanceof StreamableFile) {
    heldReadable(lock, answer.getStream());
    return answer;
  }
  if (isReadable(answer)) return heldReadable(lock, answer);
  if (answer instanceof ReadableStream) return heldWebStream(lock, answer);
  return isAsyncIterable(answer) ? new HeldIterator(lock, answer) : undefined;
}

function heldReadable(lock: Lock, stream: Readable): Readable {
  // Called when the stream has ended, failed or been destroyed.
  finished(stream, { writable: false }, () => void lock[Symbol.asyncDispose]());
  return stream;
}

// Told by its methods, since packages bring their own stream classes.
function isReadable(value: unknown): value is Readable {
  const stream = value as Partial<Readable> | null | undefined;
  return (
    typeof stream === 'object' && typeof stream?.pipe === 'function' && typeof stream.read === 'function'
  );
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
