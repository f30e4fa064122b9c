/** Watches all processes of a run from its start to its end, and books what they use. */
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { cpuOfProcess } from '../process-tree.ts';
import { partOfProgram, type SeenProgram } from './kinds.ts';
import { Ledger, type Booked } from './ledger.ts';
import { openKernelSockets, type Unavailable } from './sockets.ts';

export interface Accounting {
  /** A service has been started; one runs now. */
  services: () => { seen: boolean; running: boolean };
  /** Waits until everything has ended, or some seconds; then what all have used. */
  end: () => Promise<Booked>;
}

/** ms between two looks: many records are read at once, and a service is looked at before it has ended. */
const everyMs = 3;
const idleMs = 200;
/** ms for what the run leaves to end by itself. */
const lastMs = 3000;

/**
 * Watches what this process starts from now on.
 * @param services names of files that are services
 * @param containers also what Docker starts meanwhile
 */
export const watchProcesses = async (
  services: ReadonlySet<string>,
  containers: boolean,
): Promise<Accounting | Unavailable> => {
  const sockets = await openKernelSockets();
  if ('why' in sockets) return sockets;
  const ledger = new Ledger({ parent: process.pid, services, look, ran });
  const daemons = containers ? dockerProcesses() : [];
  for (const { pid, name } of daemons) ledger.adopt(pid, { kind: 'docker', name });
  const broken: unknown[] = [];
  const read = (): void => {
    const { events, records } = sockets.read();
    for (const event of events) ledger.happened(event);
    for (const record of records) ledger.ended(record);
  };
  const over = new AbortController();
  const reading = (async () => {
    while (!over.signal.aborted) {
      await sockets.wait(idleMs);
      await sleep(everyMs);
      read();
    }
  })().catch((error: unknown) => {
    broken.push(error);
  });
  return {
    services: () => ({
      seen: ledger.booked().firstService !== undefined,
      running: ledger.running().some(({ part }) => part.kind === 'service'),
    }),
    end: async () => {
      const until = performance.now() + lastMs;
      while (!broken.length && ledger.running().length && performance.now() < until) await sleep(20);
      over.abort();
      await reading;
      sockets[Symbol.dispose]();
      if (broken.length) throw broken[0];
      for (const { pid, part } of ledger.running()) ledger.add(part, ns(cpuOfProcess(pid)));
      for (const { pid, name, cpuMs } of daemons) {
        ledger.add({ kind: 'docker', name }, ns(cpuOfProcess(pid) - cpuMs));
      }
      return ledger.booked();
    },
  };
};

const ns = (ms: number): bigint => BigInt(Math.max(0, Math.round(ms * 1e6)));

const ran = (pid: number): bigint | undefined => {
  try {
    return BigInt(readFileSync(`/proc/${pid}/schedstat`, 'latin1').split(' ')[0]!);
  } catch {
    return undefined;
  }
};

const look = (pid: number): SeenProgram | undefined => {
  try {
    return {
      args: readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0').filter(Boolean),
      folder: readlinkSync(`/proc/${pid}/cwd`),
    };
  } catch {
    return undefined;
  }
};

const dockerProcesses = (): { pid: number; name: string; cpuMs: number }[] =>
  readdirSync('/proc').flatMap((entry) => {
    const seen = /^\d+$/.test(entry) ? look(Number(entry)) : undefined;
    if (!seen) return [];
    const { kind, name } = partOfProgram(seen, new Set(), 'suite');
    return kind === 'docker' ? [{ pid: Number(entry), name, cpuMs: cpuOfProcess(Number(entry)) }] : [];
  });
