/** Errors as a user sees them: what was expected, what was found, what to do. */
import { UsageError } from '../model/errors.ts';
import { printableLines } from '../report/render/words.ts';
import { systemFault } from '../system/system-fault.ts';

export interface ErrorReport {
  title: string;
  expected: string;
  found: string;
  todo: string;
  exitCode: 2 | 4;
  /** Shown only where debugging is asked for. */
  stack?: string;
}

/** What an exception means for a user: a mistake in the arguments (2), or broken infrastructure or a fault of the suite (4). */
export const errorReport = (error: unknown): ErrorReport => {
  if (error instanceof UsageError) {
    const { expected, found, todo } = error;
    return { title: 'Cannot run as asked.', expected, found, todo, exitCode: 2 };
  }
  const message = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error ? stackOf(error) : message;
  if (isInfrastructureError(error) && error.code !== 'SUITE_ERROR') {
    const { code, todo } = error;
    const [, expected, found] = /^Expected ([\s\S]*?); found:? ([\s\S]*?)\.?$/.exec(message) ?? [];
    return {
      title: `The infrastructure around the services is broken (${code}); this says nothing about them.`,
      expected: expected ?? 'a machine on which the services can be started and observed',
      found: found ?? message,
      todo,
      exitCode: 4,
      stack,
    };
  }
  const fault = systemFault(error);
  if (fault) {
    const { code, expected, found, todo } = fault;
    const title = `The infrastructure around the services is broken (${code}); this says nothing about them.`;
    return { title, expected, found, todo, exitCode: 4, stack };
  }
  if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') {
    return {
      title: 'The suite is not installed whole.',
      expected: 'every package that the suite needs',
      found: message.split('\n')[0] ?? message,
      todo: 'install them again: npm ci in a checkout, npm install elsewhere',
      exitCode: 4,
      stack,
    };
  }
  return {
    title: 'This is an error of the suite; it says nothing about what was tested.',
    expected: 'the suite to come to its end',
    found: message,
    todo: 'run it again with the variable DEBUG set to 1, and report what it prints',
    exitCode: 4,
    stack,
  };
};

/** By its name: loading the runtime's contract for a check of types would cost more than the check is worth. */
const isInfrastructureError = (error: unknown): error is Error & { code: string; todo: string } =>
  error instanceof Error && error.name === 'InfrastructureError' && 'todo' in error && 'code' in error;

const stackOf = (error: Error): string => {
  const own = error.stack ?? error.message;
  return error.cause instanceof Error ? `${own}\ncaused by ${stackOf(error.cause)}` : own;
};

/** Prints an error to stderr and returns the exit code. */
export const reportError = (error: unknown, debug: boolean): number => {
  const { title, expected, found, todo, exitCode, stack } = errorReport(error);
  const lines = [title, `  expected  ${expected}`, `  found     ${found}`, `  to do     ${todo}`];
  if (debug && stack !== undefined) lines.push('', stack);
  process.stderr.write(`${printableLines(lines.join('\n'))}\n`);
  return exitCode;
};
