#!/usr/bin/env node
/**
 * The command line. Only what every command needs is loaded here: `list` and `explain` answer at once, and a run
 * loads the rest when its arguments are known to be good.
 */
import module from 'node:module';
import { howToGetNode, isEnough, wantedNode } from './node-version.ts';

if (!isEnough(process.versions.node)) {
  const lines = [`expected  Node ${wantedNode} or newer`, `found     ${process.version}`];
  console.error(['Cannot run here.', ...lines, `to do     ${howToGetNode}`].join('\n  '));
  process.exit(4);
}
// Halves the time until the first answer; in the system's folder for temporary files, harmless when it cannot be.
module.enableCompileCache();
const [{ parse }, { reportError }] = await Promise.all([import('./program.ts'), import('./report-error.ts')]);

// `… | head` closes the pipe: what is not read need not be written, and is no error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

try {
  process.exitCode = await parse(process.argv.slice(2));
} catch (error) {
  process.exitCode = reportError(error, process.env['DEBUG'] !== undefined);
}
// Everything is said and written; a thread that does not end must not keep the process.
setTimeout(() => process.exit(), 5000).unref();
