/**
 * As `describe`, for what a machine may lack. Where something is missing the tests are skipped, and their title says
 * why; the run says it again at its end (`skip-reporter.mjs`).
 */
export function describeUnless(missing: string | undefined, title: string, tests: () => void): void {
  if (missing === undefined) describe(title, tests);
  else describe.skip(`${title} (skipped: ${missing})`, tests);
}
