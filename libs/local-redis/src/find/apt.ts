import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDepends, parsePolicy, type PackagePolicy } from './apt-output.js';
import { sourcesWithBackports } from './backports.js';
import { runCommand } from './run-command.js';

/** Uses apt as any user may: it reads and downloads, writes only into our folder, and installs nothing. */
export class Apt {
  private constructor(
    private readonly config: string,
    private readonly path: string,
  ) {}

  /**
   * Makes an apt that writes everything into the folder. With `ownLists` it uses the package lists that {@link update}
   * fetches into the folder, instead of the machine's; with `backports`, also those of the release's backports.
   */
  static async in(folder: string, path: string, { ownLists = false, backports = false } = {}): Promise<Apt> {
    const state = join(folder, 'state');
    await mkdir(join(folder, 'archives', 'partial'), { recursive: true });
    await mkdir(join(state, 'lists', 'partial'), { recursive: true });
    const config = join(folder, 'apt.conf');
    const settings = {
      'Dir::Cache': folder,
      // The list of installed packages has an absolute path, so it stays the machine's.
      ...(ownLists && { 'Dir::State': state, 'Dir::State::lists': join(state, 'lists') }),
      'Debug::NoLocking': '1',
      ...(ownLists && backports && (await sourcesWithBackports(folder, path))),
      // As root, apt would change to a user that can't enter the folder.
      'APT::Sandbox::User': 'root',
      'Acquire::Retries': '2',
      'Acquire::http::Timeout': '30',
      'Acquire::https::Timeout': '30',
    };
    const lines = Object.entries(settings).map(([name, value]) => `${name} ${JSON.stringify(value)};`);
    // The hooks of an update concern the machine's own lists.
    lines.push('#clear APT::Update::Pre-Invoke;', '#clear APT::Update::Post-Invoke;');
    lines.push('#clear APT::Update::Post-Invoke-Success;');
    await writeFile(config, `${lines.join('\n')}\n`);
    return new Apt(config, path);
  }

  /** Fetches the package lists. Returns apt's warnings, since one of several lists may fail. */
  async update(): Promise<string> {
    return (await this.run('apt-get', ['update'])).stderr;
  }

  async policy(names: readonly string[]): Promise<Map<string, PackagePolicy>> {
    return parsePolicy((await this.run('apt-cache', ['policy', ...names])).stdout);
  }

  /** The packages that these depend on directly. */
  async depends(names: readonly string[]): Promise<string[]> {
    return parseDepends((await this.run('apt-cache', ['depends', ...names])).stdout);
  }

  /** Puts the `.deb` files of these packages into the folder. */
  async download(names: readonly string[], folder: string): Promise<void> {
    await this.run('apt-get', ['download', ...names], folder);
  }

  private async run(
    tool: string,
    args: readonly string[],
    cwd = '/',
  ): Promise<{ stdout: string; stderr: string }> {
    // With `-c`, a file that apt reads after its own files and that overrides them.
    return await runCommand(tool, ['-c', this.config, ...args], {
      label: [tool, ...args].join(' '),
      path: this.path,
      cwd,
    });
  }
}
