import 'reflect-metadata';
import { Test } from '@nestjs/testing';
import { RedisSerialModule, SerialService, defineSeries } from 'nestjs-redis-serial';
import { startRedisServer } from 'local-redis';
import { Redis } from 'ioredis';
const server = await startRedisServer();
const A = defineSeries({ name: 'a', pattern: 'A-{seq:12}' });
const B = defineSeries({ name: 'b', pattern: 'B-{shop}-{seq:12}' });
const m = await Test.createTestingModule({ imports: [RedisSerialModule.forRoot({ connection: server.url, doctor: 'off', series: [A, B] })] }).compile(); await m.init();
const s = m.get(SerialService);
const r = new Redis(server.url);
const cpu = async () => { const i = await r.info('cpu'); return Number(/used_cpu_sys:([\d.]+)/.exec(i)[1]) + Number(/used_cpu_user:([\d.]+)/.exec(i)[1]); };
const usec = async () => { const i = await r.info('commandstats'); const g = (n) => { const x = new RegExp(`cmdstat_${n}:calls=(\\d+),usec=(\\d+)`).exec(i); return x ? [Number(x[1]), Number(x[2])] : [0,0]; }; return { sha: g('evalsha'), incr: g('incr') }; };
async function run(name, callers, each, work) {
  await Promise.all(Array.from({ length: callers }, (_, c) => work(c)));
  await r.config('RESETSTAT');
  const c0 = await cpu(), p0 = process.cpuUsage(), t = performance.now();
  await Promise.all(Array.from({ length: callers }, async (_, c) => { for (let i = 0; i < each; i++) await work(c); }));
  const ms = performance.now() - t, n = callers * each, c1 = await cpu(), p1 = process.cpuUsage(p0), u = await usec();
  console.log(name.padEnd(34), `${Math.round(n / ms * 1000)}/s`, `server ${((c1 - c0) * 1e6 / n).toFixed(2)} µs`, `client ${((p1.user + p1.system) / n).toFixed(2)} µs`, `evalsha ${u.sha[0]} calls ${(u.sha[1] / Math.max(1, u.sha[0])).toFixed(1)} µs`, `incr ${(u.incr[1] / Math.max(1, u.incr[0])).toFixed(2)}`);
}
// warm up past the first two seconds
const until = Date.now() + 9000; while (Date.now() < until) { await Promise.all(Array.from({ length: 64 }, () => s.next(A))); await Promise.all(Array.from({ length: 64 }, (_, c) => s.next(B, { scope: { shop: `s${c}` } }))); }
for (let k = 0; k < 2; k++) {
await run('INCR 1', 1, 5000, () => r.incr('x'));
await run('next 1', 1, 5000, () => s.next(A));
await run('INCR 64 on 64', 64, 600, (c) => r.incr(`x${c}`));
await run('next 64 one counter', 64, 600, () => s.next(A));
await run('next 64 on 64', 64, 600, (c) => s.next(B, { scope: { shop: `s${c}` } }));
await run('INCR 1000', 1000, 100, (c) => r.incr(`x${c}`));
await run('next 1000 one counter', 1000, 100, () => s.next(A));
await run('next 1000 on 1000', 1000, 100, (c) => s.next(B, { scope: { shop: `s${c}` } }));
await run('next 1000 on 200', 1000, 100, (c) => s.next(B, { scope: { shop: `s${c%200}` } }));
}
await m.close(); r.disconnect(); await server.stop();
