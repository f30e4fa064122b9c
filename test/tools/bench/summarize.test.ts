/** Tests what the benchmark makes of its measurements: kinds, ratios, dearest cases, growth, and more CPUs. */
import { expect, test } from 'vitest';
import { renderCosts } from '../../../tools/bench/markdown.ts';
import type { GrowthRow } from '../../../tools/bench/result.ts';
import { speedUpOf } from '../../../tools/bench/speed-up.ts';
import {
  costsOf,
  dearestOf,
  figuresOf,
  growthOf,
  isFlat,
  marginal,
  ratiosOf,
  stagesOf,
} from '../../../tools/bench/summarize.ts';
import { accounts, journal, lap } from './figures.ts';

const of = (cases: number, ...laps: ReturnType<typeof lap>[]) => laps.map((one) => ({ lap: one, cases }));

test('everything but the services is held against the services, in each round', () => {
  const rounds = [10_000, 20_000, 30_000].map((service) =>
    lap({ accounts: accounts({ service, postgres: 1000, suite: 5000 }) }),
  );
  const { kinds, cpu } = figuresOf(of(10, ...rounds), 2);
  expect(kinds).toMatchObject({
    toServices: { median: 0.3, min: 0.2, max: 0.6 },
    kinds: { service: 20_000, postgres: 1000, suite: 5000, backplane: 0, docker: 0 },
    parts: [
      { kind: 'service', ms: 20_000 },
      { kind: 'suite', name: 'main thread', ms: 5000 },
      { kind: 'postgres', ms: 1000 },
    ],
    missing: expect.closeTo(0.02, 5) as number,
  });
  expect(cpu).toEqual({ median: 26_000, min: 16_000, max: 36_000 });
});

test('one round without records, and there are no figures by kind', () => {
  const rounds = [lap(), lap({ accounts: { why: 'needs root' } })];
  expect(figuresOf(of(10, ...rounds), 2).kinds).toEqual({ why: 'needs root' });
});

test('no service seen is not a ratio of nothing', () => {
  const none = lap({ accounts: accounts({ suite: 5 }) });
  expect(figuresOf(of(10, none), 2).kinds).toEqual({ why: 'no service was seen' });
});

test('another checkout may have other cases: ratios a case take that into account', () => {
  const now = of(200, lap({ wallMs: 10_000 }));
  const before = of(100, lap({ wallMs: 10_000 }));
  const { wall, wallPerCase, cpuPerCase } = ratiosOf(now, before);
  expect([wall.median, wallPerCase.median, cpuPerCase?.median]).toEqual([1, 0.5, 0.5]);
});

test('the CPU of a start is divided over its cases, and the dearest come first', () => {
  const found = journal({ a: ['a1', 'a2', 'a3'], b: ['b1'], c: ['c1'] });
  const round = (a: number, b: number) => ({
    lap: lap({ accounts: accounts({ service: 1 }, { a, b }) }),
    journal: found,
  });
  const costs = costsOf([round(300, 150), round(600, 160), round(360, 500)]);
  const dearest = dearestOf(costs);
  expect(dearest.map((one) => [one.case, one.cpuMs, one.shared])).toEqual([
    ['b1', 160, 1],
    ['a1', 120, 3],
  ]);
  expect(renderCosts(costs).split('\n')).toEqual([
    'case\tCPU of its services, ms\tcases of the start\tarrange, ms\tstart, ms\tlook, ms\tsettle, ms\tstop, ms',
    ...['b1\t160.0\t1', 'a1\t120.0\t3', 'a2\t120.0\t3', 'a3\t120.0\t3'].map(
      (line) => `${line}\t10\t100\t50\t0\t5`,
    ),
    '',
  ]);
});

test('ten cases at most are called dear', () => {
  const names = Array.from({ length: 12 }, (_, at) => `s${at}`);
  const found = journal(Object.fromEntries(names.map((name) => [name, [name]])));
  const starts = Object.fromEntries(names.map((name, at) => [name, at]));
  const costs = costsOf([{ lap: lap({ accounts: accounts({ service: 1 }, starts) }), journal: found }]);
  expect(dearestOf(costs).map((one) => one.case)).toEqual(names.slice(2).toReversed());
});

test('without records no case is called dear', () => {
  const unknown = lap({ accounts: { why: 'needs root' } });
  expect(costsOf([{ lap: unknown, journal: journal({ a: ['a1'] }) }])).toEqual([]);
});

test('stages add up over all starts', () => {
  const { start, look } = stagesOf([journal({ a: ['a1'], b: ['b1'] })]);
  expect(start).toEqual({ median: 100, mean: 100, share: 100 / 165 });
  expect(look.share).toBeCloseTo(50 / 165);
});

const rows = (...cpu: [number, number][]): GrowthRow[] =>
  cpu.map(([cases, cpuMs]) => ({ cases, wallMs: cpuMs / 2, cpuMs, otherMs: null }));

test('growth has a row for each size', () => {
  const sizes = [100, 300].map((cases) => of(cases, lap({ wallMs: cases * 10 })));
  expect(growthOf(sizes)).toEqual([
    { cases: 100, wallMs: 1000, cpuMs: 16_000, otherMs: 6000 },
    { cases: 300, wallMs: 3000, cpuMs: 16_000, otherMs: 6000 },
  ]);
});

test('a further case costs what lies between two sizes: what a run costs once is in neither', () => {
  const grown = rows([100, 50_000], [300, 70_000], [600, 100_000]);
  expect(marginal(grown, ({ cpuMs }) => cpuMs)).toEqual([100, 100]);
  expect(marginal(grown, ({ otherMs }) => otherMs)).toEqual([null, null]);
  expect(isFlat(grown)).toBe(true);
});

test.each([
  ['dearer at the end', rows([100, 10_000], [300, 30_000], [600, 70_000]), false],
  ['cheaper at the end', rows([100, 10_000], [300, 30_000], [600, 40_000]), true],
  ['only two sizes', rows([100, 10_000], [300, 30_000]), undefined],
])('growth: %s', (_, grown, expected) => {
  expect(isFlat(grown)).toBe(expected);
});

test('more CPUs divide what can be divided, and nothing else', () => {
  const one = lap({
    wallMs: 12_000,
    accounts: accounts({ service: 10_000, suite: 3000 }),
    edges: { first: 1000, firstCpu: 1000, last: 11_000, lastCpu: 17_000 },
  });
  expect(speedUpOf(one, 2)).toEqual({
    serialMs: 2000,
    waitMs: 2000,
    sharedMs: 16_000,
    mainThreadMs: 3000,
    wallMs: [
      { cpus: 2, ms: 12_000 },
      { cpus: 4, ms: 8000 },
      // The main thread alone takes longer than an eighth.
      { cpus: 8, ms: 7000 },
    ],
  });
  expect(speedUpOf(lap({ edges: null }), 2)).toBeNull();
});
