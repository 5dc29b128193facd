import type { Redis } from 'ioredis';

/** Names a server in a report: `host:port` or the path of its socket, and no other part of its URL. */
export function nodeNameOf({ options, stream }: Redis): string {
  const { path, sentinels, host = '127.0.0.1', port = 6379 } = options;
  if (path !== undefined) return path;
  // The address comes from Sentinel, not from the options.
  if (sentinels && 'remoteAddress' in stream) return hostAndPort(stream.remoteAddress, stream.remotePort);
  return hostAndPort(host, port);
}

function hostAndPort(host = 'unknown', port: string | number = 'unknown'): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
