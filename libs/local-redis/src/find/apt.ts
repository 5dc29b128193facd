import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDepends, parsePolicy, type PackagePolicy } from './apt-output.js';
import { sourcesWithBackports } from './backports.js';
import { runCommand } from './run-command.js';

/** apt used as any user may: it reads and downloads, writes only into a folder of ours, and installs nothing. */
export class Apt {
  private constructor(
    private readonly config: string,
    private readonly path: string,
  ) {}

  /**
   * apt with the folder for all it writes. With `ownLists` it does not see the package lists of the machine but those
   * that {@link update} fetches into the folder; with `backports`, those of the release's backports too.
   */
  static async in(folder: string, path: string, { ownLists = false, backports = false } = {}): Promise<Apt> {
    const state = join(folder, 'state');
    await mkdir(join(folder, 'archives', 'partial'), { recursive: true });
    await mkdir(join(state, 'lists', 'partial'), { recursive: true });
    const config = join(folder, 'apt.conf');
    const settings = {
      'Dir::Cache': folder,
      // Not the list of what is installed, whose path is absolute: that stays the machine's.
      ...(ownLists && { 'Dir::State': state, 'Dir::State::lists': join(state, 'lists') }),
      'Debug::NoLocking': '1',
      ...(ownLists && backports && (await sourcesWithBackports(folder, path))),
      // Root's apt would change to a user who can't enter the folder.
      'APT::Sandbox::User': 'root',
      'Acquire::Retries': '2',
      'Acquire::http::Timeout': '30',
      'Acquire::https::Timeout': '30',
    };
    const lines = Object.entries(settings).map(([name, value]) => `${name} ${JSON.stringify(value)};`);
    // Hooks of an update are about the machine's own lists.
    lines.push('#clear APT::Update::Pre-Invoke;', '#clear APT::Update::Post-Invoke;');
    lines.push('#clear APT::Update::Post-Invoke-Success;');
    await writeFile(config, `${lines.join('\n')}\n`);
    return new Apt(config, path);
  }

  /** Fetches the package lists; answers apt's warnings, for one list of several may fail. */
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
    // By `-c`, which apt reads after its own files: what stands there wins.
    return await runCommand(tool, ['-c', this.config, ...args], {
      label: [tool, ...args].join(' '),
      path: this.path,
      cwd,
    });
  }
}
