/** What has to be quick for a person who waits for it: commands that only answer, and the keys that each run makes. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Budget } from './result.ts';

/** ms of CPU, the least of some times: whatever else the machine does is not measured. */
export interface Quick {
  list: number;
  explain: number;
  /** Authorities, every identity and every form of file. */
  keys: number;
}

export const quickLimits: Readonly<Record<keyof Quick, number>> = { list: 500, explain: 500, keys: 300 };

const what: Readonly<Record<keyof Quick, string>> = {
  list: 'CPU of the command `list`',
  explain: 'CPU of the command `explain`',
  keys: 'CPU of all keys and certificates of a run',
};

export const quickBudgets = (measured: Quick): Budget[] =>
  (Object.keys(what) as (keyof Quick)[]).map((one) => ({
    what: what[one],
    limit: `${quickLimits[one]} ms`,
    measured: `${Math.round(measured[one])} ms`,
    holds: measured[one] <= quickLimits[one],
    note: '',
  }));

const file = (path: string): string => join(import.meta.dirname, path);
const run = promisify(execFile);
const times = 5;

/** Loaded before the command line: prints the CPU time of the process at its end. */
const clock = `data:text/javascript,${encodeURIComponent(`
process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  process.stderr.write('\\ncpu ' + (user + system) / 1000);
});`)}`;

const answer = async (args: readonly string[], signal: AbortSignal): Promise<number> => {
  const found: number[] = [];
  for (let time = 0; time < times; time++) {
    const given = ['--import', clock, file('../../src/cli/main.ts'), ...args];
    const { stderr } = await run(process.execPath, given, { signal, maxBuffer: 2 ** 26 });
    found.push(Number(/^cpu ([\d.]+)$/m.exec(stderr)?.[1]));
  }
  return Math.min(...found);
};

/** @throws Error when a command fails, or the reason of `signal` */
export const measureQuick = async (signal: AbortSignal): Promise<Quick> => {
  const { stdout } = await run(process.execPath, [file('make-everything.ts')], { signal });
  return {
    list: await answer(['list'], signal),
    explain: await answer(['explain', 'server.pair-is-tls'], signal),
    keys: Math.min(...stdout.trim().split('\n').map(Number)),
  };
};
