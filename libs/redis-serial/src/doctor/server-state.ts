/** What could be read of one server; the rest is absent. */
export interface ServerState {
  /** The fields of INFO. */
  readonly info: Readonly<Record<string, string>>;
  /** The parameters of CONFIG GET. */
  readonly config: Readonly<Record<string, string>>;
  /** How far its clock is ahead of this process's, and how imprecise that is. */
  readonly clock?: { readonly aheadMs: number; readonly uncertainMs: number } | undefined;
  /** Whether scripts can see which incarnation of the server runs them. */
  readonly runIsSeen?: boolean | undefined;
  /** The reason of each command that the server refused. */
  readonly refused: Readonly<Record<string, string>>;
}

/** Parses the reply of INFO. */
export function parseInfo(text: string): Record<string, string> {
  const fields = [...text.matchAll(/^([^#:\r\n][^:\r\n]*):(.*?)\r?$/gm)];
  return Object.fromEntries(fields.map(([, name = '', value = '']) => [name, value]));
}

/** Whether the server follows another one; undefined when it is not known. */
export function isReplica({ info }: ServerState): boolean | undefined {
  return info.role === undefined ? undefined : info.role !== 'master';
}
