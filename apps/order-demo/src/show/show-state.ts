/** A number, and whether it had come before. */
export interface SeenNumber {
  readonly text: string;
  readonly repeated: boolean;
}

/** The result of one way of numbering. */
export interface TallyState {
  readonly given: number;
  readonly repeated: number;
  /** The last numbers, newest first. */
  readonly last: readonly SeenNumber[];
}

/** An event; the page has the words for it. */
export interface ShowEvent {
  readonly what: 'killed' | 'back' | 'goesOn' | 'beginsAgain' | 'finished' | 'failed';
  /** Seconds since the first run began. */
  readonly at: number;
  readonly number?: string;
  readonly count?: number;
  readonly repeated?: number;
  readonly message?: string;
}

/** What the page shows. */
export interface ShowState {
  readonly phase: 'idle' | 'starting' | 'running';
  readonly redis: 'up' | 'away';
  /** Whether this app may kill its Redis: only one that it started itself. */
  readonly canKill: boolean;
  readonly placed: number;
  readonly total: number;
  /** The orders in each of the last fifths of a second. */
  readonly rates: readonly number[];
  readonly ours: TallyState;
  readonly plain: TallyState;
  readonly queue: QueueState;
  readonly events: readonly ShowEvent[];
}

/** Who has the lock of the card terminal, and how many wait for it. */
export interface QueueState {
  readonly key: string;
  readonly waiting: number;
  readonly paid: number;
  readonly holder?: { readonly instance: string; readonly fence: number };
}
