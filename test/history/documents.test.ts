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
let beyond: History;
beforeAll(() => {
  const runs = chooseRuns(recordedIn(true));
  history = historyOf(runs, manifest);
  beyond = historyOf(runs, manifest, ['platform']);
}, 240_000);

it.each([
  ['history.md', '--format markdown', renderHistoryMarkdown, 'page'],
  ['history.svg', '--format svg', renderHistorySvg, 'page'],
  ['history-platform.md', '--scope platform --format markdown', renderHistoryMarkdown, 'platform'],
] as const)(
  'docs/%s is current: `npm start -- history --recorded %s` writes it',
  (name, _, render, scope) => {
    const path = join(import.meta.dirname, '../../docs', name);
    const text = render(scope === 'page' ? history : beyond);
    if (updating) writeFileSync(path, text);
    expect(readFileSync(path, 'utf8')).toBe(text);
  },
);

it('holds every release that is known, whole', () => {
  expect(history.releases.map(({ release }) => release)).toEqual(
    knownReleases().filter((name) => name !== 'reference'),
  );
  for (const { release, whole } of history.releases) expect(whole, release).toBe(true);
});

it('holds every release that is known, whole, beyond the page as well', () => {
  expect(beyond.releases.map(({ release, whole }) => [release, whole])).toEqual(
    history.releases.map(({ release }) => [release, true]),
  );
});

/** Read by hand in `test/recorded/*.verdicts.txt`. */
it.each([
  ['server.none-is-insecure', 'users.grpc', 'absent absent absent conforms conforms conforms'],
  ['server.secret-stays-secret', 'users.http', 'deviates deviates deviates renamed renamed renamed'],
  ['standalone.starts-without-auth-and-users', 'clients', 'ignored ignored ignored ignored ignored ignored'],
  ['postgres.verify-full', 'users', 'renamed conforms conforms conforms conforms renamed'],
  ['adapter.secret-stays-secret', 'ws-adapter', 'conforms absent conforms deviates deviates absent'],
  ['ca.several-cas', 'http-adapter', 'renamed renamed renamed renamed renamed absent'],
])('%s at %s: %s', (rule, subject, states) => {
  const { rows } = history.rules.find(({ id }) => id === rule)!;
  const row = rows.find(({ subjects }) => subjects.some((one) => one.subject === subject))!;
  const { releases } = row.subjects.find((one) => one.subject === subject)!;
  const its = ({ release, state }: Cell): string =>
    releases === null || releases.includes(release) ? state : 'absent';
  expect(row.cells.map(its).slice(0, 6).join(' ')).toBe(states);
});
