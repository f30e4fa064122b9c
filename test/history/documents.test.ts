/** Holds docs/history.md and its picture against the recorded observations of all releases. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { recordedIn } from '../../src/cli/commands/history-sources.ts';
import { historyOf } from '../../src/history/history.ts';
import { chooseRuns } from '../../src/history/runs.ts';
import type { Cell, History } from '../../src/history/schema.ts';
import { knownReleases } from '../../src/release/load.ts';
import { renderHistoryMarkdown } from '../../src/report/render/history/markdown.ts';
import { renderHistorySvg } from '../../src/report/render/history/picture.ts';
import { manifest } from '../../src/system/package.ts';
import { updating } from '../report/golden.ts';

let history: History;
beforeAll(() => {
  history = historyOf(chooseRuns(recordedIn(true)), manifest);
}, 120_000);

it.each([
  ['history.md', 'markdown', renderHistoryMarkdown],
  ['history.svg', 'svg', renderHistorySvg],
] as const)(
  'docs/%s is current: `npm start -- history --recorded --format %s` writes it',
  (name, _, render) => {
    const path = join(import.meta.dirname, '../../docs', name);
    if (updating) writeFileSync(path, render(history));
    expect(readFileSync(path, 'utf8')).toBe(render(history));
  },
);

it('holds every release that is known, whole', () => {
  expect(history.releases.map(({ release }) => release)).toEqual(
    knownReleases().filter((name) => name !== 'reference'),
  );
  for (const { release, whole } of history.releases) expect(whole, release).toBe(true);
});

/** Read by hand in `test/recorded/*.verdicts.txt`. */
it.each([
  ['server.none-is-insecure', 'users.grpc', 'absent absent conforms conforms conforms'],
  ['server.secret-stays-secret', 'users.http', 'deviates deviates renamed renamed renamed'],
  ['standalone.starts-without-auth-and-users', 'clients', 'ignored ignored ignored ignored ignored'],
  ['postgres.verify-full', 'users', 'conforms conforms conforms conforms renamed'],
  ['adapter.secret-stays-secret', 'ws-adapter', 'absent conforms deviates deviates absent'],
  ['ca.several-cas', 'http-adapter', 'renamed renamed renamed renamed absent'],
])('%s at %s: %s', (rule, subject, states) => {
  const { rows } = history.rules.find(({ id }) => id === rule)!;
  const row = rows.find(({ subjects }) => subjects.some((one) => one.subject === subject))!;
  const { releases } = row.subjects.find((one) => one.subject === subject)!;
  const its = ({ release, state }: Cell): string =>
    releases === null || releases.includes(release) ? state : 'absent';
  expect(row.cells.map(its).slice(0, 5).join(' ')).toBe(states);
});
