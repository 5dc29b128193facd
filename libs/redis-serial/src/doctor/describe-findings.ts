import type { DoctorFinding } from './finding.js';

/** One line for each finding; servers with the same finding share it. */
export function describeFindings(findings: readonly DoctorFinding[]): string {
  const nodes = new Map<string, string[]>();
  for (const finding of findings) {
    const { severity, code, title, consequence, cure, node } = finding;
    const line = `${severity} ${code}: ${title}. ${consequence} Cure: ${cure}`;
    nodes.set(line, [...(nodes.get(line) ?? []), node]);
  }
  return [...nodes].map(([line, where]) => `- ${line} (${where.join(', ')})`).join('\n');
}
