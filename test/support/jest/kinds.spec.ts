import { readFileSync } from 'node:fs';
import { KINDS } from './kinds.mjs';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
const SELECTED = /--selectProjects ((?:\w+ ?)+)(.*)/;
const selecting = Object.entries(scripts).filter(([, command]) => command.includes('--selectProjects'));

describe('the scripts that run some kinds of tests', () => {
  it.each(selecting)('%s names kinds that there are', (_, command) => {
    const names = SELECTED.exec(command)?.[1]?.trim().split(' ') ?? [];
    expect(names).not.toEqual([]);
    expect(KINDS.map(({ name }) => name)).toEqual(expect.arrayContaining(names));
  });

  // Jest takes every word behind the names for one more kind, up to the next option.
  it.each(selecting)('%s has an option behind them, so that a pattern may follow', (_, command) => {
    expect(SELECTED.exec(command)?.[2]).toMatch(/^--/);
  });
});
