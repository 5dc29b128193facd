import { OptionsError } from '../common/options.error.js';

// What clients have and options never do.
const METHODS = ['sendCommand', 'customCommand', 'connect', 'get', 'set', 'on', 'close', 'quit'];

// Options of other clients that ioredis silently ignores, and then connects to this machine.
const MISTAKEN: Readonly<Record<string, string>> = {
  url: 'write the URL itself, or host and port',
  uri: 'write the URL itself, or host and port',
  socket: 'write host and port beside it, or path',
  hostname: 'write host',
  server: 'write host and port',
  addresses: 'write host and port, or { cluster: { nodes } }',
  nodes: 'write { cluster: { nodes } }',
  rootNodes: 'write { cluster: { nodes } }',
  startupNodes: 'write { cluster: { nodes } }',
  clusterNodes: 'write { cluster: { nodes } }',
  database: 'write db',
};

/**
 * Refuses what is no connection of ioredis, but would pass for its options: locks would then lie in a Redis on this
 * machine.
 * @throws {OptionsError} naming what was given, and what to write.
 */
export function refuseForeign(given: object, path: string): void {
  const methods = given as Readonly<Record<string, unknown>>;
  if (typeof methods.then === 'function')
    throw new OptionsError(path, 'expected a client, got a promise: await it first');
  const method = METHODS.find((name) => typeof methods[name] === 'function');
  if (method !== undefined) {
    const name = given.constructor.name || 'an object';
    throw new OptionsError(
      path,
      `only clients of ioredis can be used, got ${name}; pass its URL instead, or a client of ioredis`,
    );
  }
  const mistaken = Object.keys(MISTAKEN).find((name) => name in given);
  if (mistaken !== undefined)
    throw new OptionsError(`${path}.${mistaken}`, `ioredis has no such option; ${MISTAKEN[mistaken]}`);
}
