import type { Redis } from 'ioredis';

/** How a server is called in a report: `host:port` or the path of its socket, never more of its URL. */
export function nodeNameOf({ options, stream }: Redis): string {
  const { path, sentinels, host = '127.0.0.1', port = 6379 } = options;
  if (path !== undefined) return path;
  // Sentinel said where it is; the options do not.
  if (sentinels && 'remoteAddress' in stream) return hostAndPort(stream.remoteAddress, stream.remotePort);
  return hostAndPort(host, port);
}

function hostAndPort(host = 'unknown', port: string | number = 'unknown'): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
