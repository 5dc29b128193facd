import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

const PAUSE_MS = 10;
const ANSWER_MS = 1_000;

/** Whether somebody listens at a port of 127.0.0.1; sends nothing. */
export async function isTaken(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => {
      resolve(false);
    });
  });
}

/** Resolves when the server of this process id answers at a port of 127.0.0.1; asks until the signal aborts. */
export async function untilItAnswers(port: number, pid: Promise<number>, signal: AbortSignal): Promise<void> {
  const expected = await pid;
  while (!signal.aborted && !isReady(await ask(port), expected)) await pause(PAUSE_MS);
}

function isReady(reply: string, pid: number): boolean {
  // A server that wants a password serves, but does not tell its process id without it.
  if (reply.startsWith('-NOAUTH')) return true;
  // Another server may have the port; this one is then about to end.
  return reply.startsWith('+PONG') && reply.includes(`process_id:${pid}\r\n`);
}

/** Returns all output until the other end closes the connection; nothing when nobody listens. */
function ask(port: number): Promise<string> {
  return new Promise((resolve) => {
    let reply = '';
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\nINFO server\r\nQUIT\r\n'));
    socket.setTimeout(ANSWER_MS, () => socket.destroy());
    socket.on('data', (data) => (reply += data.toString()));
    // The connection was refused: it does not listen yet. 'close' follows.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      resolve(reply);
    });
  });
}
