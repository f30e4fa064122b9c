/** Runs one measurement in a separate process and samples it from outside. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InfrastructureError } from '../../src/model/errors.ts';
import type { LapJob, LapReport, Way } from './lap-job.ts';
import {
  cpuOfEndedChildren,
  cpuOfMachine,
  readTree,
  seesProcesses,
  type Part,
  type SeenProcess,
} from './process-tree.ts';

export interface Lap extends LapReport {
  way: Way;
  /** ms from the start of the process to its end. */
  wallMs: number;
  /** What only /proc shows; null where there is none. */
  outside: Outside | null;
}

export interface Outside {
  /** ms of CPU of everything that the process started. */
  childrenCpuMs: number;
  /** ms until a service was first seen, and from when one was last seen, both since the start of the process. */
  firstServiceMs: number | null;
  lastServiceMs: number | null;
  /** Bytes: the highest sum over all but the services, and what it was made of. */
  peak: Record<Exclude<Part, 'service'>, number> & { sum: number };
  /** Share of the machine's CPUs, 0 to 1, that something else kept busy. */
  elsewhere: number;
}

/** ms from one look at the processes to the next. */
const everyMs = 200;
/** Of so many looks, one is at their memory: the kernel stops a process for as long as it counts its pages. */
const looksPerMemory = 5;

/**
 * @param folder for job and report of the lap
 * @throws InfrastructureError when it fails, or the reason of `signal`
 */
export const measureLap = async (
  job: Omit<LapJob, 'report'>,
  folder: string,
  signal: AbortSignal,
): Promise<Lap> => {
  signal.throwIfAborted();
  const [jobFile, report] = [join(folder, 'job.json'), join(folder, 'report.json')];
  rmSync(report, { force: true });
  writeFileSync(jobFile, JSON.stringify({ ...job, report } satisfies LapJob));
  const watch = seesProcesses ? watchFromOutside() : undefined;
  const began = performance.now();
  const child = spawn(process.execPath, [entry, jobFile], { stdio: ['ignore', 'pipe', 'pipe'] });
  const words: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => words.push(text));
  const interrupt = (): void => void child.kill('SIGINT');
  signal.addEventListener('abort', interrupt, { once: true });
  const looking = setInterval(() => watch?.look(child.pid, performance.now() - began), everyMs);
  try {
    const [code] = (await once(child, 'exit')) as [number | null];
    const wallMs = performance.now() - began;
    signal.throwIfAborted();
    if (code !== 0 || !existsSync(report)) throw failed(job.way, code, words.join(''));
    const lap = JSON.parse(readFileSync(report, 'utf8')) as LapReport;
    return { ...lap, way: job.way, wallMs, outside: watch?.end(lap.cpuMs) ?? null };
  } finally {
    clearInterval(looking);
    signal.removeEventListener('abort', interrupt);
  }
};

const entry = join(import.meta.dirname, 'lap.ts');

const failed = (way: Way, code: number | null, words: string): InfrastructureError =>
  new InfrastructureError(
    'BENCH_LAP_FAILED',
    `Expected the measurement ${way} to end with 0; found ${code ?? 'a signal'} and ${words.trim().split('\n').slice(-5).join(' | ') || 'no word'}.`,
    'A run that fails has no figures: run the suite by itself first (npm start) and see what it says.',
  );

const watchFromOutside = () => {
  const machine = cpuOfMachine();
  const own = process.cpuUsage();
  const ended = cpuOfEndedChildren();
  let looks = 0;
  let first: number | null = null;
  let last: number | null = null;
  let peak: Outside['peak'] = { suite: 0, watch: 0, postgres: 0, sum: 0 };
  // No process waits for the byte probe, which ends after the suite: its CPU is counted here.
  const watches = new Map<number, SeenProcess>();
  return {
    look: (pid: number | undefined, at: number): void => {
      const memory = looks++ % looksPerMemory === 0;
      const tree = pid === undefined ? [] : readTree(pid, memory);
      if (tree.some(({ part }) => part === 'service')) {
        first ??= at;
        last = at;
      }
      const sumOf = (part: Part): number =>
        tree.filter((one) => one.part === part).reduce((sum, { pss }) => sum + (pss ?? 0), 0);
      const now = { suite: sumOf('suite'), watch: sumOf('watch'), postgres: sumOf('postgres') };
      const sum = now.suite + now.watch + now.postgres;
      if (sum > peak.sum) peak = { ...now, sum };
      for (const one of tree) if (one.part === 'watch') watches.set(one.pid, one);
    },
    end: (ownCpuMs: number): Outside => {
      const watched = [...watches.values()].reduce((sum, { cpuMs }) => sum + cpuMs, 0);
      const waitedFor = cpuOfEndedChildren() - ended;
      const { busy, all } = cpuOfMachine();
      const { user, system } = process.cpuUsage(own);
      const elsewhere = busy - machine.busy - waitedFor - watched - (user + system) / 1000;
      return {
        childrenCpuMs: Math.max(0, waitedFor - ownCpuMs + watched),
        firstServiceMs: first,
        lastServiceMs: last,
        peak,
        elsewhere: Math.min(1, Math.max(0, elsewhere / Math.max(1, all - machine.all))),
      };
    },
  };
};
