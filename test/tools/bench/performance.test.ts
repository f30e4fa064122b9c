/** Tests that docs/performance.md is what the benchmark writes, and how it writes it. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { renderBench, targetName } from '../../../tools/bench/markdown.ts';
import {
  keptResults,
  performanceDocument,
  renderPerformance,
  withResult,
} from '../../../tools/bench/performance.ts';
import { result } from './figures.ts';

test('docs/performance.md says what the figures beside it say', () => {
  expect(readFileSync(performanceDocument, 'utf8')).toBe(renderPerformance(keptResults()));
});

test('every part is there, with before and now, and the budgets that are missed', () => {
  const text = renderBench(result());
  expect(text.match(/^#+ .*$/gm)).toEqual([
    '# What a run costs: v0.19.1 as binaries',
    '## Budgets',
    '## Figures',
    '## Whose CPU it is',
    '## Where the time of a start goes',
    '## The ten dearest cases',
    '## Growth',
    '## More CPUs, by calculation',
  ]);
  expect(text).toMatch(
    /^2026-01-02, commit 0123456789ab, whole catalogue, 1 round\. Machine: 2 CPUs \(a model\), 8 GiB/m,
  );
  expect(text).toMatch(/÷ CPU of the services +\| 0\.6 +\| 0\.40 +\| yes /);
  expect(text).toMatch(/wall time ÷ \(all CPU ÷ cores\) +\| 1\.1 +\| 1\.43 +\| NO /);
  expect(text).toMatch(/\| +\| before \(fedcba987654\) +\| this checkout \|/);
  expect(text).toContain('Now ÷ before, round by round: wall time 0.50');
  expect(text).toMatch(/`b\/users\/one` +\| 200 +\| 1 +\| users/);
  expect(text).toContain('2.0 % below what the kernel');
});

test('what needs root says so in place of a figure', () => {
  const { now, ...rest } = result();
  const text = renderBench({
    ...rest,
    now: { ...now, kinds: { why: 'needs root' } },
    dearest: [],
    before: null,
  });
  expect(text).toMatch(/÷ CPU of the services +\| needs root/);
  expect(text).toContain('Not measured: needs root.');
  expect(text).not.toContain('dearest');
});

test('a target has its latest result, the reference first', () => {
  const first = result({ finished: 'first' });
  const reference = result({ target: { kind: 'reference', release: 'reference', runtime: 'processes' } });
  const containers = result({ target: { kind: 'images', release: 'v0.19.1', runtime: 'containers' } });
  const later = result({ finished: 'later' });
  const kept = [first, containers, reference, later].reduce<ReturnType<typeof result>[]>(withResult, []);
  expect(kept.map(({ target }) => targetName(target))).toEqual([
    'reference',
    'v0.19.1 as binaries',
    'v0.19.1 as containers',
  ]);
  expect(kept[1]?.finished).toBe('later');
});
