/* A process with a server of its own; how it ends is what the tests are about. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { startRedisServer } from '../../../libs/local-redis/dist/index.js';

const server = await startRedisServer();

const mode = process.argv[2];
if (mode === 'crash') await server.kill();
if (mode !== 'forget') {
  const staying = setInterval(() => undefined, 60_000);
  process.once('SIGINT', async () => {
    // The shutdown of an application still has something to store.
    const socket = connect(server.port, server.host);
    socket.write('SET order saved\r\n');
    const [reply] = await once(socket, 'data');
    socket.destroy();
    process.stdout.write(`at shutdown: ${reply}`);
    await server.stop();
    clearInterval(staying);
  });
}

process.stdout.write(`${JSON.stringify({ pid: server.pid, dir: server.dir })}\n`);
