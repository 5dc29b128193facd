// What the client says when it connects, and what the doctor reads.
const CONNECTING = [
  'hello',
  'auth',
  'select',
  'ping',
  'client',
  'cluster',
  'readonly',
  'info',
  'time',
  'config|get',
];
// What runs and what is listened to.
const RUNNING = ['eval', 'evalsha', 'publish', 'subscribe', 'unsubscribe', 'pubsub', 'object'];
// What the scripts do; permissions count for each command inside of them too.
const DATA = ['read', 'write'].map((kind) => `@${kind}`);

/**
 * The command that permits a user what numbers and locks need, and no key of other programs. `reset` takes away what
 * the user was permitted before; a password is to be added.
 */
export function permissionsFor(keyPrefix: string): string {
  const commands = [...DATA, '-@dangerous', ...CONNECTING, ...RUNNING].map((command) =>
    command.startsWith('-') ? command : `+${command}`,
  );
  return `ACL SETUSER <user> on ><password> ~${keyPrefix}:* &${keyPrefix}:* ${commands.join(' ')}`;
}
