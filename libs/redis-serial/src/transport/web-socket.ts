/** A client of socket.io, or a bare WebSocket of `ws`. */
interface Client {
  readonly readyState?: unknown;
  emit?(event: string, payload: unknown): unknown;
  send?(text: string): unknown;
}

/** Sends the event `exception`, as Nest does for a `WsException`. */
export function tellClient(client: Client, payload: object): void {
  // A bare WebSocket has an emit too, but that only reaches listeners in this process.
  if (typeof client.readyState === 'number')
    client.send?.(JSON.stringify({ event: 'exception', data: payload }));
  else client.emit?.('exception', payload);
}
