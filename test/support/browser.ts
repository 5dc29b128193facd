import { execFile } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { chromium, type Browser } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

// Nothing but the page is asked for; a sandbox of its own it can't have as root, nor in a container.
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The Chromium at CHROMIUM_PATH or on the PATH that runs; undefined where there is none. */
export async function findBrowser(): Promise<string | undefined> {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const paths = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  for (const path of [process.env.CHROMIUM_PATH ?? '', ...paths]) {
    if (path !== '' && (await runs(path))) return path;
  }
  return undefined;
}

/** What Ubuntu has under this name says only that it wants to be installed. */
async function runs(path: string): Promise<boolean> {
  return await promisify(execFile)(path, ['--version']).then(
    () => true,
    () => false,
  );
}

/** Starts it, without a window. */
export async function openBrowser(executablePath: string): Promise<Browser> {
  return await chromium.launch({ executablePath, args: FLAGS });
}
