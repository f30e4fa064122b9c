/** Runs the suite once, in a separate process, and measures it from outside: another checkout is measured like this one. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { InfrastructureError } from '../../src/model/errors.ts';
import { partOfProgram, type Kind } from './accounting/kinds.ts';
import { openGroup } from './accounting/group.ts';
import type { Booked } from './accounting/ledger.ts';
import { watchProcesses, type Accounting } from './accounting/watch.ts';
import {
  argumentsOf,
  cpuBelow,
  cpuOfEndedChildren,
  cpuOfMachine,
  memoryOf,
  seesProcesses,
  treeOf,
  type Memory,
} from './process-tree.ts';

export interface LapJob {
  /** Folder of the checkout. */
  checkout: string;
  /** Arguments of its command line. */
  argv: readonly string[];
  /** Names of files that are services. */
  services: ReadonlySet<string>;
  /** Docker starts the services. */
  containers: boolean;
  /** Exit codes with which a run counts: a real release may break rules. */
  codes: readonly number[];
}

export interface Lap {
  /** ms from the start of the process to its end. */
  wallMs: number;
  /** ms of CPU of all that the run started, as far as it was waited for; null where there is no /proc. */
  cpuMs: number | null;
  /** ms of CPU by what it was for; or why that is not known. */
  accounts: Accounts | { why: string };
  /** The highest sum over the Node processes of the suite; null where there is no /proc. */
  memory: Memory | null;
  /** Around the services: null where none was seen. */
  edges: Edges | null;
  /** Share of the machine's CPUs, 0 to 1, that something else kept busy. */
  elsewhere: number | null;
}

export interface Accounts {
  parts: { kind: Kind; name: string; ms: number }[];
  /** ms on record, and what the kernel adds up of the same processes; null where it does not. */
  recordedMs: number;
  groupMs: number | null;
  /** ms of services by key of the start. */
  starts: Record<string, number>;
}

/** ms since the start of the process, and the CPU that all had used by then. */
export interface Edges {
  first: number;
  firstCpu: number;
  last: number;
  lastCpu: number;
}

/** ms from one look at the processes to the next. */
const everyMs = 250;
/** Of so many looks, one is at their memory. */
const looksPerMemory = 2;

/**
 * @throws InfrastructureError when it fails, or the reason of `signal`
 */
export const measureLap = async (job: LapJob, signal: AbortSignal): Promise<Lap> => {
  signal.throwIfAborted();
  const watched = await watchProcesses(job.services, job.containers);
  const accounting = 'why' in watched ? undefined : watched;
  const outside = seesProcesses ? watchFromOutside(job.services, accounting) : undefined;
  const began = process.hrtime.bigint();
  using group = accounting && !job.containers ? openGroup() : undefined;
  const start = () =>
    spawn(process.execPath, [join(job.checkout, 'src/cli/main.ts'), ...job.argv], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const child = group ? group.start(start) : start();
  const words: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => words.push(text));
  const interrupt = (): void => void child.kill('SIGINT');
  signal.addEventListener('abort', interrupt, { once: true });
  const looking = setInterval(() => outside?.look(child.pid, since(began)), everyMs);
  try {
    const [code] = (await once(child, 'exit')) as [number | null];
    const wallMs = since(began);
    clearInterval(looking);
    const booked = await accounting?.end();
    signal.throwIfAborted();
    if (code === null || !job.codes.includes(code)) throw failed(job, code, words.join(''));
    const seen = outside?.end();
    return {
      wallMs,
      cpuMs: seen?.cpuMs ?? null,
      accounts: booked
        ? accountsOf(booked, group?.usedMs() ?? null)
        : { why: 'why' in watched ? watched.why : '' },
      memory: seen?.memory ?? null,
      edges: seen ? edgesOf(seen.edges, booked, began) : null,
      elsewhere: seen?.elsewhere ?? null,
    };
  } finally {
    clearInterval(looking);
    signal.removeEventListener('abort', interrupt);
  }
};

const toMs = (ns: bigint): number => Number(ns) / 1e6;
const since = (began: bigint): number => toMs(process.hrtime.bigint() - began);

const accountsOf = ({ parts, starts }: Booked, groupMs: number | null): Accounts => {
  const known = parts.map(({ kind, name, cpuNs }) => ({ kind, name, ms: toMs(cpuNs) }));
  const recordedMs = known.reduce((sum, { ms }) => sum + ms, 0);
  const endsMs = groupMs === null ? 0 : Math.max(0, groupMs - recordedMs);
  return {
    parts: [...known, { kind: 'suite', name: 'ends of processes', ms: endsMs }],
    starts: Object.fromEntries([...starts].map(([key, cpuNs]) => [key, toMs(cpuNs)])),
    ...{ recordedMs, groupMs },
  };
};

/** The events of the kernel are exact, a look comes up to 250 ms later. */
const edgesOf = (edges: Edges | null, booked: Booked | undefined, began: bigint): Edges | null => {
  if (!edges || !booked) return edges;
  const { firstService, lastService } = booked;
  return {
    ...edges,
    ...(firstService !== undefined && { first: toMs(firstService - began) }),
    ...(lastService !== undefined && { last: toMs(lastService - began) }),
  };
};

const failed = ({ checkout, codes }: LapJob, code: number | null, words: string): InfrastructureError =>
  new InfrastructureError(
    'BENCH_LAP_FAILED',
    `Expected the run of ${checkout} to end with ${codes.join(' or ')}; found ${code ?? 'a signal'} and ${words.trim().split('\n').slice(-5).join(' | ') || 'no word'}.`,
    'A run that fails has no figures: run the suite by itself first (npm start) and see what it says.',
  );

const watchFromOutside = (services: ReadonlySet<string>, accounting: Accounting | undefined) => {
  const machine = cpuOfMachine();
  const own = process.cpuUsage();
  const ended = cpuOfEndedChildren();
  let looks = 0;
  let edges: Edges | null = null;
  let memory: Memory | null = null;
  const weigh = async (pids: readonly number[]): Promise<void> => {
    const found = await Promise.all(pids.map(memoryOf));
    const sum = { pss: 0, rss: 0 };
    for (const one of found) {
      sum.pss += one?.pss ?? 0;
      sum.rss += one?.rss ?? 0;
    }
    if (sum.pss > (memory?.pss ?? 0)) memory = sum;
  };
  return {
    look: (root: number | undefined, at: number): void => {
      if (root === undefined) return;
      const tree = treeOf(root).map((pid) => {
        const args = argumentsOf(pid);
        return { pid, args, ...partOfProgram({ args, folder: '' }, services, 'suite') };
      });
      const running = tree.some(({ kind }) => kind === 'service');
      const now = accounting?.services() ?? { seen: running, running };
      if (now.running || (now.seen && !edges)) {
        const cpu = cpuBelow() - ended;
        edges = { first: edges?.first ?? at, firstCpu: edges?.firstCpu ?? cpu, last: at, lastCpu: cpu };
      }
      if (looks++ % looksPerMemory) return;
      const nodes = tree.filter(({ pid, kind, args }) => kind === 'suite' && isNode(pid, args, root));
      void weigh(nodes.map(({ pid }) => pid));
    },
    end: () => {
      const cpuMs = cpuOfEndedChildren() - ended;
      const { busy, all } = cpuOfMachine();
      const { user, system } = process.cpuUsage(own);
      const elsewhere = busy - machine.busy - cpuMs - (user + system) / 1000;
      return { cpuMs, edges, memory, elsewhere: clamp(elsewhere / Math.max(1, all - machine.all)) };
    },
  };
};

/** The command line may call itself by another name than its program. */
const isNode = (pid: number, args: readonly string[], root: number): boolean =>
  pid === root || /(^|\/)node$/.test(args[0] ?? '');

const clamp = (share: number): number => Math.min(1, Math.max(0, share));
