/** What more CPUs would bring, by calculation from the shares of one run (Amdahl's law). Pure. */
import type { Lap } from './measure-lap.ts';
import type { SpeedUp } from './result.ts';

const sizes = [2, 4, 8] as const;

/**
 * As many workers as CPUs. Serial is what comes before the first and after the last service; what waits goes on waiting
 * as long; the CPU between is divided, but for the main thread's, which bounds it.
 */
export const speedUpOf = ({ wallMs, edges, accounts }: Lap, cpus: number): SpeedUp | null => {
  if (!edges) return null;
  const between = edges.last - edges.first;
  const sharedMs = edges.lastCpu - edges.firstCpu;
  const serialMs = wallMs - between;
  const waitMs = Math.max(0, between - sharedMs / cpus);
  const mainThreadMs =
    'why' in accounts ? null : (accounts.parts.find(({ name }) => name === 'main thread')?.ms ?? null);
  return {
    ...{ serialMs, waitMs, sharedMs, mainThreadMs },
    wallMs: sizes.map((size) => ({
      cpus: size,
      ms: serialMs + waitMs + Math.max(sharedMs / size, mainThreadMs ?? 0),
    })),
  };
};
