/** Searches everything that a run writes for every secret that its services knew, in every notation. */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { searchFor } from '../../src/probe/output/search.ts';
import { tracesOfKey, tracesOfText } from '../../src/probe/output/traces.ts';
import { readReport } from '../../src/report/read-report.ts';
import { command } from '../cli/command.ts';
import { placePrograms } from '../release/programs.ts';

const root = join(import.meta.dirname, '../..');
const talkative = join(import.meta.dirname, 'talkative.ts');
let folder: string;

/** One secret that a service knew, as the service wrote it down outside of the run. */
interface Known {
  kind: 'private-key' | 'word' | 'device-secret';
  value: string;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'files-of-a-run-'));
  // Services may run as another user, and write their secrets to this folder.
  chmodSync(folder, 0o777);
  mkdirSync(join(folder, 'tmp'));
  const known = join(folder, 'known.ndjson');
  writeFileSync(known, '');
  chmodSync(known, 0o666);
  placePrograms(
    join(folder, 'programs'),
    (binary) => `#!/bin/sh\nexec '${process.execPath}' '${talkative}' '${known}' ${binary}\n`,
  );
  const text = readFileSync(join(root, 'releases/reference.yaml'), 'utf8');
  writeFileSync(join(folder, 'v9.9.9.yaml'), text.replace('release: reference', 'release: v9.9.9'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('services print all they know in every notation: nothing of it is in any file or on the console', async () => {
  const cases = [
    'server.pair-is-tls/users.http/cert-key',
    'server.bad-pair-never-plaintext/users.http/key-garbage',
    'postgres.required-encrypts/users/client-pair-right',
    'standalone.authorizes-its-user/clients/*',
    'adapter.secret-stays-secret/http-adapter/*-message',
    'adapter.secret-stays-secret/mqtt-adapter/*-message',
  ].flatMap((glob) => ['--case', glob]);
  const { code, stdout, stderr } = await command(
    [
      ...['run', '--target', 'binaries', '--binaries', join(folder, 'programs')],
      ...['--release-file', join(folder, 'v9.9.9.yaml'), ...cases, '--out', join(folder, 'out')],
    ],
    { env: { TMPDIR: join(folder, 'tmp') } },
  );

  const known = readFileSync(join(folder, 'known.ndjson'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Known);
  const kinds = new Set(known.map(({ kind }) => kind));
  expect(kinds, stdout + stderr).toEqual(new Set(['private-key', 'word', 'device-secret']));
  const secrets = [...new Map(known.map((one) => [one.value, one])).values()].map(({ kind, value }) =>
    kind === 'private-key' ? tracesOfKey(value) : tracesOfText(value),
  );
  const search = searchFor(secrets);
  expect(search.places(known.map(({ value }) => value).join('\n')).size, 'the search finds each').toBe(
    secrets.length,
  );

  // The printed secrets were read: the run is red for them.
  expect(code, stdout + stderr).toBe(1);
  const report = readReport(readFileSync(join(folder, 'out/report.json'), 'utf8'), 'report.json');
  const red = report.cases.filter(({ facts }) =>
    facts.some((fact) => /^(device-secret|password|private-key|token)-in-output/.test(fact)),
  );
  expect(new Set(red.map(({ rule }) => rule))).toEqual(new Set(['adapter.secret-stays-secret']));

  // Node's compiled source holds what the source holds, such as the constant token of the standalone rows.
  const written = [...filesBelow(join(folder, 'out')), ...filesBelow(join(folder, 'tmp'))].filter(
    (path) => !path.includes('/node-compile-cache/'),
  );
  expect(written.map((path) => path.slice(folder.length))).toEqual(
    expect.arrayContaining(['/out/journal.ndjson', '/out/report.html', '/out/junit.xml']),
  );
  expect(readFileSync(join(folder, 'out/journal.ndjson'), 'utf8')).toContain('[redacted]');
  const leaking = written.filter((path) => search.places(readFileSync(path, 'utf8')).size > 0);
  expect(leaking).toEqual([]);
  expect(search.places(stdout + stderr).size).toBe(0);
});

const filesBelow = (path: string): string[] =>
  readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
