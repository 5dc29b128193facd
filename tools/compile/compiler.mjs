import { basename, dirname, resolve } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import ts from 'typescript';

/* Runs `tsc -b`, and tells the thread that started it which project it compiles, and at the end what was wrong. */
const { project, checks, isTTY } = workerData;
const found = [];
const host = ts.createSolutionBuilderHost(ts.sys, undefined, (diagnostic) => found.push(diagnostic));
const builder = ts.createSolutionBuilder(host, [project], { noCheck: !checks });

for (;;) {
  const next = builder.getNextInvalidatedProject();
  if (next === undefined) break;
  if (next.kind === ts.InvalidatedProjectKind.Build)
    parentPort.postMessage({ compiling: nameOf(next.project) });
  next.done();
}

const format = isTTY ? ts.formatDiagnosticsWithColorAndContext : ts.formatDiagnostics;
const options = {
  getCurrentDirectory: () => process.cwd(),
  getCanonicalFileName: (name) => name,
  getNewLine: () => '\n',
};
parentPort.postMessage({ problems: format(found, options) });

/** For `libs/redis-serial/tsconfig.json`, the name of the folder says more than that of the file. */
function nameOf(config) {
  return basename(dirname(resolve(config)));
}
