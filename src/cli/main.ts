#!/usr/bin/env -S node --
/**
 * Runs the command line. Only what every command needs is loaded here: `list` and `explain` answer at once, and a run
 * loads the rest when its arguments are known to be good.
 */
import module from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { provideDisposableStack } from '../system/disposable-stack.ts';
import { takeOwnEnvironment } from '../system/own-environment.ts';
import { endWith, endWithError, guardEnding } from './ending.ts';
import { howToGetNode, isEnough, wantedNode } from './node-version.ts';

if (!isEnough(process.versions.node)) {
  const lines = [`expected  Node ${wantedNode} or newer`, `found     ${process.version}`];
  console.error(['Cannot run here.', ...lines, `to do     ${howToGetNode}`].join('\n  '));
  process.exit(4);
}
takeOwnEnvironment();
provideDisposableStack();
guardEnding();
// Halves the time until the first answer, and what each worker takes to load: those heed the variable alone. In the
// system's folder for temporary files, harmless when it cannot be.
process.env['NODE_COMPILE_CACHE'] ??= join(tmpdir(), 'node-compile-cache');
module.enableCompileCache();
try {
  const { parse } = await import('./program.ts');
  endWith(await parse(process.argv.slice(2)));
} catch (error) {
  endWithError(error);
}
// Everything is said and written; a thread that does not end must not keep the process.
setTimeout(() => process.exit(), 5000).unref();
