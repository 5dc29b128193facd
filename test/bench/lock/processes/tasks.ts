import type { Section } from '../contention/section.js';
import type { Work } from '../contention/work.js';

/** What another process does for the benchmark: what it is told, and what it answers. */
export interface Tasks {
  /** Has workers of its own work under one lock. */
  work: { told: Work & { readonly locker: string }; answer: readonly Section[] };
  /** Asks for a lock, and does not wait for it. */
  ask: { told: { readonly locker: string; readonly key: string }; answer: null };
  /** Answers when the lock that was asked for was granted, after it was given back. */
  granted: { told: { readonly key: string }; answer: number };
}

export type TaskName = keyof Tasks;

/** What each task does. */
export type Doers = {
  readonly [Name in TaskName]: (told: Tasks[Name]['told']) => Promise<Tasks[Name]['answer']>;
};

/** A task on its way to the process. */
export interface Order {
  readonly id: number;
  readonly name: TaskName;
  readonly told: unknown;
}

/** What came of it, on its way back. */
export interface Outcome {
  readonly id: number;
  readonly answer?: unknown;
  readonly failure?: string;
}
