const LONGEST_MS = 60_000;

/** What one contestant's turns brought, or why there is nothing. */
export class Turns<Result> {
  readonly results: Result[] = [];
  private failed: string | undefined;

  /** A contestant of another library may fail, and is left out from then on; else a failure ends the run. */
  constructor(private readonly mayFail: boolean) {}

  /** Why the contestant was left out, such as `fails: Not supported`. */
  get failure(): string | undefined {
    return this.failed;
  }

  /** Has the contestant take a turn and answers what came of it, or nothing if it fails. */
  async take(turn: () => Promise<Result>): Promise<Result | undefined> {
    if (this.failed !== undefined) return undefined;
    if (!this.mayFail) return await turn();
    try {
      return await inTime(turn());
    } catch (error) {
      this.failed = `fails: ${inOneCell(error instanceof Error ? error.message : String(error))}`;
      return undefined;
    }
  }

  /** Has the contestant take a turn that counts. */
  async keep(turn: () => Promise<Result>): Promise<void> {
    const result = await this.take(turn);
    if (result !== undefined) this.results.push(result);
  }
}

async function inTime<Result>(turn: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no end after ${LONGEST_MS / 1000} s`));
    }, LONGEST_MS);
  });
  return await Promise.race([turn, late]).finally(() => {
    clearTimeout(timer);
  });
}

// Line breaks and bars would tear the table apart.
function inOneCell(message: string): string {
  const [line = ''] = message.split('\n');
  return line.replaceAll('|', '/').slice(0, 80);
}
