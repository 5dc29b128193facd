import { readFile } from 'node:fs/promises';
import { Program } from './program.js';

const MAIN = 'apps/order-demo/dist/main.js';

/** What the shop answered. */
export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** An instance of the sample app. */
export class Shop {
  private constructor(
    readonly program: Program,
    readonly url: string,
  ) {}

  static async open(env: NodeJS.ProcessEnv): Promise<Shop> {
    const program = Program.start(MAIN, [], { PORT: '0', ...env });
    const [, url = ''] = await program.printed(/listens at (http:\S+) /);
    return new Shop(program, url);
  }

  /** The process ids of those it started. */
  async children(): Promise<number[]> {
    const { pid } = this.program;
    return (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8'))
      .split(' ')
      .flatMap((id) => Number(id) || []);
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return await read(await fetch(this.url + path, { headers }));
  }

  async post(path: string, body?: object, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(this.url + path, {
      method: 'POST',
      headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    return await read(response);
  }
}

async function read(response: Response): Promise<Answer> {
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}
