import { once } from 'node:events';
import { connect } from 'node:net';

/** Sends one inline command over a connection of its own and answers the first piece of the raw reply. */
export async function askRedis(port: number, command: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    socket.write(`${command}\r\n`);
    const [reply] = (await once(socket, 'data')) as [Buffer];
    return reply.toString().trimEnd();
  } finally {
    socket.destroy();
  }
}
