/** What is kept under an idempotency key, as `REPLAY_RECORD` writes it. */
export function replayRecord(runs: string, textAt: number | 'now', now: number, scope: string): string {
  return `${runs} ${textAt === 'now' ? now : textAt} ${now} ${scope}`;
}
