/**
 * Ends the process with the exit code that was decided, whatever breaks on the way. An unforeseen error ends it
 * with 4: 1 is a verdict, and Node's own 1 for an uncaught error would be read as one.
 */
import { writeSync } from 'node:fs';
import { endRunFor } from '../system/signals.ts';
import { reportError } from './report-error.ts';

/** ms for a run to take down what it has started, after an uncaught error. */
const tearDownMs = 20_000;

let decided: number | undefined;
/** What broke, boxed: anything can be thrown. */
let broken: { error: unknown } | undefined;

/** An interruption and a verdict stay what they are; only what would otherwise read as a success becomes a 4. */
const final = (): number => {
  if (decided === undefined) return 4;
  return broken && (decided === 0 || decided === 3) ? 4 : decided;
};

/** The exit code, once it is known. */
export const endWith = (code: number): void => {
  decided = code;
  process.exitCode = final();
};

/** Reports what ended a command early, unless that was reported already. */
export const endWithError = (error: unknown): void =>
  endWith(broken?.error === error ? 4 : reportError(error, debug()));

/** To be called before anything that could fail. */
export const guardEnding = (): void => {
  for (const event of lastResorts) process.on(event, fail);
  // vitest has handlers that end the process with 1, and before any teardown.
  process.on('newListener', (event, listener: (error: unknown) => void) => {
    if (listener === fail || !lastResorts.some((one) => one === event)) return;
    // `newListener` fires before the listener is added; it is removed on the next microtask.
    queueMicrotask(() => process.removeListener(event as string, listener));
  });
  process.on('exit', onExit);
  // `… | head` closes the pipe: what is not read need not be written, and is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') tellOnce(unwritable(error));
  });
  // Where it cannot be written there is no other place to say so.
  process.stderr.on('error', () => {});
};

const lastResorts = ['uncaughtException', 'unhandledRejection'] as const;

const debug = (): boolean => process.env['DEBUG'] !== undefined;

/** A run takes down what it has started, and then ends by itself. */
const fail = (error: unknown): void => {
  const fate = endRunFor(error);
  if (fate === 'goes on') return;
  tellOnce(error);
  if (fate === 'ends') setTimeout(() => process.exit(), tearDownMs).unref();
  else process.exit();
};

const tellOnce = (error: unknown): void => {
  if (!broken) reportError(error, debug());
  broken ??= { error };
  process.exitCode = final();
};

const unwritable = ({ code, message }: NodeJS.ErrnoException): Error =>
  Object.assign(new Error(`Expected a standard output that can be written; found ${code ?? message}.`), {
    name: 'InfrastructureError',
    code: 'OUTPUT_UNWRITABLE',
    todo: 'make room where the output goes, or send it elsewhere; reports are in the folder of --out',
  });

/** 128 and the number of a signal: a second Ctrl-C ends the process where it stands. */
const bySignal = (code: number): boolean => code === 130 || code === 143;

const onExit = (code: number): void => {
  if (decided === undefined && !broken && !bySignal(code)) {
    const lines = [
      'This is an error of the suite; it says nothing about what was tested.',
      '  expected  the suite to come to its end',
      `  found     that something in this process ended it before, with exit code ${code}`,
      '  to do     run it again with the variable DEBUG set to 1, and report what it prints',
    ];
    try {
      writeSync(2, `${lines.join('\n')}\n`);
    } catch {
      // There is no other place to say so.
    }
  }
  process.exitCode = decided === undefined && bySignal(code) ? code : final();
};
