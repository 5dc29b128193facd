import { setTimeout as pause } from 'node:timers/promises';
import type { PoolClient } from 'pg';
import { now } from '../../clock.js';

/** A document with its number. */
export interface Document {
  readonly number: string;
  readonly run: string;
  readonly value: number;
}

/** Inserts a document and does what else belongs to it, which takes so long in all, as real transactions do. */
export async function writeDocument(
  tx: PoolClient,
  { number, run, value }: Document,
  holdMs: number,
  further?: () => Promise<unknown>,
): Promise<void> {
  const end = now() + holdMs;
  await tx.query({
    name: 'document',
    text: 'INSERT INTO documents (number, run, value) VALUES ($1, $2, $3)',
    values: [number, run, value],
  });
  await further?.();
  await pause(Math.max(0, end - now()));
}
