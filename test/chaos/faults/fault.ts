/** Something that happens to Redis while numbers are issued. */
export interface Fault {
  readonly name: string;
  /** Starts the servers and gets ready. */
  open(): Promise<Stage>;
}

/** Where it happens. */
export interface Stage {
  /** Where the application connects, as `forRoot` takes it. */
  readonly connection: unknown;
  /** Some time before it happens, while numbers are issued already. */
  prepare?(): Promise<unknown>;
  /** Lets it happen; resolves when Redis answers again. */
  strike(): Promise<unknown>;
  close(): Promise<unknown>;
}
