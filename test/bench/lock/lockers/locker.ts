import type { Connections } from '../../connections.js';

/** Gives back what was taken. */
export type Release = () => Promise<unknown>;

/** Takes the lock on a key, however long it must be waited for. */
export type Take = (key: string) => Promise<Release>;

/** A way to lock. */
export interface Locker {
  /** Names it in keys and to other processes. */
  readonly id: string;
  /** Names it in the report. */
  readonly name: string;
  /** Whether it is this project's. @defaultValue false */
  readonly ours?: boolean;
  /** The package it comes from, when it is another library's. @defaultValue none */
  readonly from?: string;
  open(at: Connections): Promise<Take>;
}

/** The lease that all of them take a lock for, in milliseconds. */
export const LEASE_MS = 10_000;
