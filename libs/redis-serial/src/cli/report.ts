import { permissionsFor } from '../doctor/access.js';
import { ORDINARY_DEMANDS } from '../doctor/demands.js';
import type { Examination } from '../doctor/examine.js';
import type { DoctorFinding } from '../doctor/finding.js';

const DEFAULT_PREFIX = ORDINARY_DEMANDS.keyPrefix;
const CODES = { passed: 32, warning: 33, danger: 31 } as const;
const SIGNS = { passed: '✓', warning: '!', danger: '✗' } as const;

/** The report for people to read. */
export function readableReport(servers: readonly Examination[], inColour: boolean): string {
  const lineOf = (kind: keyof typeof SIGNS, title: string): string => {
    const line = `${SIGNS[kind]} ${title}`;
    return inColour ? `\u001B[${CODES[kind]}m${line}\u001B[0m` : line;
  };
  const lines = servers.flatMap(({ node, passed, findings }) => [
    node,
    ...passed.map((title) => lineOf('passed', title)),
    ...findings.flatMap(({ severity, title, consequence, cure }) => [
      lineOf(severity, title),
      // Numbers and locks each have a line.
      ...consequence.split(/ (?=Locks: )/).map((line) => `    ${line}`),
      `    → ${cure}`,
    ]),
    '',
  ]);
  const access = [
    '',
    'What a user of this Redis needs, where keyPrefix is the default:',
    permissionsFor(DEFAULT_PREFIX),
  ];
  return `${[...lines, summary(servers.flatMap(({ findings }) => findings)), ...access].join('\n')}\n`;
}

/** The report for programs to read. */
export function jsonReport(servers: readonly Examination[]): string {
  const findings = servers.flatMap((server) => server.findings);
  const passed = servers.map(({ node, passed }) => ({ node, passed }));
  const access = permissionsFor(DEFAULT_PREFIX);
  return `${JSON.stringify({ servers: passed, findings, access }, undefined, 2)}\n`;
}

function summary(findings: readonly DoctorFinding[]): string {
  if (findings.length === 0) return 'All is well.';
  const dangers = findings.filter(({ severity }) => severity === 'danger').length;
  return `${counted(dangers, 'danger')}, ${counted(findings.length - dangers, 'warning')}.`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
