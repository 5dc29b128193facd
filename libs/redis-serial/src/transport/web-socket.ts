/** A client of socket.io, or a bare WebSocket of `ws`. */
interface Client {
  readonly readyState?: unknown;
  emit?(event: string, payload: unknown): unknown;
  send?(text: string): unknown;
}

/** Sends what Nest sends of a `WsException`: the event `exception`. */
export function tellClient(client: Client, payload: object): void {
  // A bare WebSocket has an emit too, but that one is heard in this process only.
  if (typeof client.readyState === 'number')
    client.send?.(JSON.stringify({ event: 'exception', data: payload }));
  else client.emit?.('exception', payload);
}
