/** What a run may cost, and whether it keeps to it. Pure. */
import type { Budget, Figures, KindFigures } from './result.ts';

export interface Measured {
  target: { kind: string; runtime: 'processes' | 'containers' };
  whole: boolean;
  cpus: number;
  now: Figures;
}

const mib = 2 ** 20;

export const limits = {
  toServices: { reference: 0.3, release: 0.6 },
  fill: 1.1,
  wallMs: { reference: 30_000, processes: 60_000, containers: 120_000 },
  pss: 400 * mib,
  firstMs: 1000,
} as const;

export const budgetsOf = (measured: Measured): Budget[] => [
  toServices(measured),
  fill(measured),
  wall(measured),
  memory(measured),
  first(measured),
];

const notMeasured = (what: string, limit: string, note: string): Budget => ({
  ...{ what, limit, note },
  measured: null,
  holds: null,
});

const toServices = ({ target, whole, now: { kinds } }: Measured): Budget => {
  const limit = limits.toServices[target.kind === 'reference' ? 'reference' : 'release'];
  const what = 'CPU of everything but the services ÷ CPU of the services';
  if ('why' in kinds) return notMeasured(what, limit.toFixed(1), kinds.why);
  const { median } = kinds.toServices;
  return {
    ...{ what, limit: limit.toFixed(1) },
    measured: median.toFixed(2),
    holds: median <= limit,
    note: whole ? dearestParts(kinds) : 'a sample bears all of what a run costs once',
  };
};

/** The three dearest of what is not a service. */
const dearestParts = ({ parts, kinds }: KindFigures): string =>
  parts
    .filter(({ kind }) => kind !== 'service')
    .slice(0, 3)
    .map(({ name, ms }) => `${name} ${(ms / kinds.service).toFixed(2)}`)
    .join(', ');

const fill = ({ whole, cpus, now }: Measured): Budget => {
  const what = 'wall time ÷ (all CPU ÷ cores)';
  const limit = limits.fill.toFixed(1);
  if (!now.fill || !now.cpu) return notMeasured(what, limit, 'needs Linux');
  const idle = now.wall.median - now.cpu.median / cpus;
  return {
    ...{ what, limit },
    measured: now.fill.median.toFixed(2),
    holds: now.fill.median <= limits.fill,
    note:
      (whole ? '' : 'of the sample; ') +
      `${seconds(Math.max(0, idle))} of ${seconds(now.wall.median)} without work for all cores`,
  };
};

const wall = ({ target, whole, cpus, now }: Measured): Budget => {
  const containers = target.runtime === 'containers';
  const limit =
    limits.wallMs[containers ? 'containers' : target.kind === 'reference' ? 'reference' : 'processes'];
  const what = 'wall time of the whole catalogue, on 2 cores';
  if (!whole) return notMeasured(what, seconds(limit), 'only with --whole');
  const perCase = `${now.cases} cases, ${Math.round(now.wall.median / now.cases)} ms each`;
  return {
    ...{ what, limit: seconds(limit) },
    measured: seconds(now.wall.median),
    holds: now.wall.median <= limit,
    note: now.cpu ? `${perCase}; all CPU ÷ cores is ${seconds(now.cpu.median / cpus)}` : perCase,
  };
};

const memory = ({ whole, now: { memory: measured } }: Measured): Budget => {
  const what = 'memory of the suite without services';
  const limit = `${limits.pss / mib} MiB`;
  if (!measured) return notMeasured(what, limit, 'needs Linux');
  return {
    ...{ what, limit },
    measured: `${Math.round(measured.pss.max / mib)} MiB`,
    holds: measured.pss.max <= limits.pss,
    note: `${whole ? '' : 'of the sample; '}RSS ${Math.round(measured.rss.max / mib)} MiB`,
  };
};

const first = ({ now }: Measured): Budget => {
  const what = 'first service started after';
  const limit = seconds(limits.firstMs);
  if (!now.first) return notMeasured(what, limit, 'needs Linux');
  return {
    ...{ what, limit },
    measured: `${(now.first.median / 1000).toFixed(2)} s`,
    holds: now.first.median <= limits.firstMs,
    note: 'why' in now.kinds ? 'seen up to 250 ms late; exact as root' : '',
  };
};

const seconds = (ms: number): string => `${Number((ms / 1000).toFixed(1))} s`;
