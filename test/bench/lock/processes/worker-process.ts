import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Connections } from '../../connections.js';
import type { Order, Outcome, TaskName, Tasks } from './tasks.js';

const PROGRAM = fileURLToPath(new URL('./main.js', import.meta.url));

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Another process with connections of its own to the same server; it ends with those it was opened for. */
export class WorkerProcess {
  private readonly waiting = new Map<number, Waiting>();
  private orders = 0;

  private constructor(private readonly child: ChildProcess) {
    child.on('message', (outcome: Outcome) => {
      this.settle(outcome);
    });
    child.on('exit', (code, signal) => {
      const error = new Error(`The other process ended: ${signal ?? code ?? ''}`);
      for (const { reject } of this.waiting.values()) reject(error);
      this.waiting.clear();
    });
  }

  static open(at: Connections): WorkerProcess {
    const child = fork(PROGRAM, [at.url]);
    at.whenClosed(async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    });
    return new WorkerProcess(child);
  }

  do<Name extends TaskName>(name: Name, told: Tasks[Name]['told']): Promise<Tasks[Name]['answer']> {
    const id = ++this.orders;
    const order: Order = { id, name, told };
    return new Promise<unknown>((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.child.send(order);
    }) as Promise<Tasks[Name]['answer']>;
  }

  private settle({ id, answer, failure }: Outcome): void {
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    if (failure === undefined) waiting?.resolve(answer);
    else waiting?.reject(new Error(failure));
  }
}
