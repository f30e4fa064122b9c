/** Runs the command line as a user does, with a separate process group, TMPDIR and out folder. */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import type { Readable } from 'node:stream';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { leftoversOf } from './leftovers.ts';

/** The checkout that holds these tests. */
export const checkout = join(import.meta.dirname, '../..');
const entry = 'src/cli/main.ts';

/**
 * ms for a whole run under a fault. No measure of speed: a run has a seventh of the processor time that it would have
 * alone beside twelve loops, and more than that for one core; one that takes longer than this hangs.
 */
export const runLimitMs = 400_000;

export interface Place {
  /** Everything else is below it. */
  home: string;
  out: string;
  /** TMPDIR of the run. */
  tmp: string;
}

export interface RunEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** stdout and stderr. */
  console: string;
  /** stderr alone. */
  errors: string;
  ms: number;
}

export interface Run extends Place {
  pid: number;
  /** What was printed so far. */
  said: () => string;
  /** Closes the pipe that the run writes to, as `| head -1` does. */
  stopReading: () => void;
  ended: Promise<RunEnd>;
  /** Waits until the journal has begun and holds so many observations, those of these cases among them. */
  observed: (many: number, ...cases: string[]) => Promise<void>;
}

export interface RunRequest {
  cases: readonly string[];
  args?: readonly string[];
  env?: Record<string, string>;
  /** Command before Node that ends in an exec, such as `unshare --net`. */
  via?: readonly string[];
  place?: Place;
  /** Folder of another checkout, as the run sees it. */
  from?: string;
  /** Arguments for Node. */
  node?: readonly string[];
}

/** A service may run as another user, who must be able to enter the folder. */
export const newPlace = (): Place => {
  const home = mkdtempSync(join(tmpdir(), 'faults-'));
  chmodSync(home, 0o755);
  const place = { home, out: join(home, 'out'), tmp: join(home, 'tmp') };
  mkdirSync(place.tmp, { mode: 0o755 });
  // Hooks run last in, first out: what the test mounts below is unmounted before this one runs.
  onTestFinished(() => rmSync(place.home, { recursive: true, force: true }));
  return place;
};

/** The environment of a run: the test runner's own variables stay out. */
const environment = (tmp: string, more: Record<string, string> = {}): Record<string, string> => {
  const kept = Object.entries(process.env).filter(
    ([name]) => /^(PATH|HOME|DOCKER_|TESTCONTAINERS_|MAGISTRALA_)/.test(name) && !name.endsWith('_RUN'),
  );
  return { ...Object.fromEntries(kept as [string, string][]), NO_COLOR: '1', TMPDIR: tmp, ...more };
};

export const startRun = ({
  cases,
  args = [],
  env,
  via = [],
  place = newPlace(),
  from = checkout,
  node = [],
}: RunRequest): Run => {
  const chosen = cases.flatMap((one) => ['--case', one]);
  const [command = '', ...rest] = [
    ...via,
    process.execPath,
    ...node,
    join(from, entry),
    'run',
    ...chosen,
    '--out',
    place.out,
    ...args,
  ];
  const began = performance.now();
  const child = spawn(command, rest, {
    cwd: place.home,
    env: environment(place.tmp, env),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const pid = child.pid ?? 0;
  const said = outputOf(child);
  const closed = once(child, 'close').then(([code, signal]): RunEnd => ({
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
    console: said(),
    errors: said('stderr'),
    ms: Math.round(performance.now() - began),
  }));
  closed.catch(() => {});
  const ended = bounded(closed, runLimitMs, () => `the run to end; so far it said:\n${said()}`);
  ended.catch(() => {});
  onTestFinished(async () => {
    killGroup(pid);
    await closed.catch(() => {});
    // Only a failed test leaves something behind.
    if (leftoversOf({ pid, ...place }).length) await clean(place.tmp, env);
  });
  const journal = join(place.out, 'journal.ndjson');
  return {
    ...place,
    pid,
    said,
    stopReading: () => void child.stdout.destroy(),
    ended,
    async observed(many, ...wanted) {
      for (const end = performance.now() + runLimitMs; performance.now() < end; await sleep(10)) {
        const text = existsSync(journal) ? readFileSync(journal, 'utf8') : '';
        const [header, ...lines] = text.split('\n').slice(0, -1);
        const seen = wanted.every((id) => lines.some((line) => line.includes(`"${id}"`)));
        if (header !== undefined && lines.length >= many && seen) return;
        if (child.exitCode !== null || child.signalCode !== null) break;
      }
      throw new Error(`expected ${many} observations in the journal; the run said:\n${said()}`);
    },
  };
};

type Output = (which?: 'stderr') => string;

/** stdout and stderr as they come. */
const outputOf = ({ stdout, stderr }: ChildProcessByStdio<null, Readable, Readable>): Output => {
  let said = '';
  let errors = '';
  for (const stream of [stdout, stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (stream === stderr) errors += text;
    });
  }
  return (which) => (which ? errors : said);
};

const killGroup = (pid: number): void => {
  try {
    if (pid > 1) process.kill(-pid, 'SIGKILL');
  } catch {
    // The group has ended already.
  }
};

/** The command `clean`, as a user runs it after a run that was killed. */
export const clean = async (tmp: string, env?: Record<string, string>): Promise<RunEnd> => {
  const began = performance.now();
  const child = spawn(process.execPath, [join(checkout, entry), 'clean'], {
    env: environment(tmp, env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = outputOf(child);
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { code, signal, console: said(), errors: said('stderr'), ms: Math.round(performance.now() - began) };
};

const bounded = async <T>(work: Promise<T>, ms: number, what: () => string): Promise<T> => {
  const over = new AbortController();
  const limit = sleep(ms, undefined, { signal: over.signal }).then(() => {
    throw new Error(`expected ${what()}`);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    over.abort();
    limit.catch(() => {});
  }
};
