/** Judges the recorded runs of real releases again and compares every verdict with the one on file. */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { verdictsOf } from '../../src/cli/commands/record.ts';
import { packRecorded, recordEnding, recordedOf, unpackRecorded } from '../../src/journal/recorded.ts';
import { loadRelease } from '../../src/release/load.ts';
import { catalogueOfRun } from '../../src/plan/select.ts';

const folder = fileURLToPath(new URL('../recorded/', import.meta.url));
const recorded = existsSync(folder)
  ? readdirSync(folder)
      .filter((name) => name.endsWith(recordEnding))
      .map((name) => name.slice(0, -recordEnding.length))
  : [];

test('real releases are recorded', () => {
  expect(recorded).toEqual(expect.arrayContaining(['v0.17.0', 'v0.19.1']));
});

test.each(recorded)('%s: judged again, every verdict is the one on file', (release) => {
  const lines = unpackRecorded(readFileSync(`${folder}${release}${recordEnding}`), release);
  expect(verdictsOf(lines)).toBe(readFileSync(`${folder}${release}.verdicts.txt`, 'utf8'));
});

test.each(recorded)('%s: what was recorded is recorded whole, and is enough', (release) => {
  const lines = unpackRecorded(readFileSync(`${folder}${release}${recordEnding}`), release);
  const [header] = lines;
  if (header?.type !== 'header') throw new Error('no header');
  const { scopes: _, ...filters } = header.run.filters;
  expect(Object.values(filters).flat(), 'recorded without any filter').toEqual([]);
  const seen = new Set(lines.flatMap((line) => (line.type === 'observation' ? line.cases : [])));
  const missing = catalogueOfRun(loadRelease(release), header).cases.filter((one) => !seen.has(one.id));
  expect(
    missing.map((one) => one.id),
    'record the release anew',
  ).toEqual([]);
});

test.each(recorded)('%s: no secret, no path of the machine that recorded', (release) => {
  const text = JSON.stringify(unpackRecorded(readFileSync(`${folder}${release}${recordEnding}`), release));
  expect(text).not.toMatch(/PRIVATE KEY|magistrala-conformance-[0-9a-f]{8}-/);
  expect(text).not.toMatch(/"\/(root|home|opt|work|Users)\//);
});

test.each(recorded)('%s: recording a record changes nothing', (release) => {
  const lines = unpackRecorded(readFileSync(`${folder}${release}${recordEnding}`), release);
  expect(JSON.stringify(recordedOf(lines))).toBe(JSON.stringify(lines));
  const few = lines.slice(0, 20);
  expect(unpackRecorded(packRecorded(few), release)).toEqual(few);
});

test.each(recorded)('%s: is small', (release) => {
  expect(statSync(`${folder}${release}${recordEnding}`).size).toBeLessThan(300 * 1024);
});
