/** The parts of a response, of Node or of a framework around it, that tell whether its client is still there. */
interface Response {
  readonly raw?: Response;
  readonly writableFinished?: boolean;
  readonly destroyed?: boolean;
  once?(event: 'close', listener: () => void): unknown;
  off?(event: 'close', listener: () => void): unknown;
}

/** The error of a call that nobody waits for any more. */
function hasLeft(): Error {
  return new Error('the client closed the connection before the lock was there');
}

/** Aborts when the client of a response leaves before it was answered. Returns a function that stops watching. */
export function abortWhenClientLeaves(response: unknown, controller: AbortController): () => void {
  const given = response as Response | undefined;
  // Fastify's reply has the response of Node under `raw`.
  const watched = given?.raw ?? given;
  if (typeof watched?.once !== 'function') return () => undefined;
  const onClose = (): void => {
    if (!watched.writableFinished) controller.abort(hasLeft());
  };
  if (watched.destroyed) onClose();
  else watched.once('close', onClose);
  return () => watched.off?.('close', onClose);
}
