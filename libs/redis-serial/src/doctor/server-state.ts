/** What could be read of one server; what could not is absent. */
export interface ServerState {
  /** Of INFO, by field. */
  readonly info: Readonly<Record<string, string>>;
  /** Of CONFIG GET, by parameter. */
  readonly config: Readonly<Record<string, string>>;
  /** How far its clock is ahead of this process's, and by how much that may be wrong. */
  readonly clock?: { readonly aheadMs: number; readonly uncertainMs: number } | undefined;
  /** Whether scripts see which incarnation of the server runs them. */
  readonly runIsSeen?: boolean | undefined;
  /** What the server refused, by command, and why. */
  readonly refused: Readonly<Record<string, string>>;
}

/** Reads what INFO answers. */
export function parseInfo(text: string): Record<string, string> {
  const fields = [...text.matchAll(/^([^#:\r\n][^:\r\n]*):(.*?)\r?$/gm)];
  return Object.fromEntries(fields.map(([, name = '', value = '']) => [name, value]));
}

/** Whether the server follows another one; undefined when it is not known. */
export function isReplica({ info }: ServerState): boolean | undefined {
  return info.role === undefined ? undefined : info.role !== 'master';
}
