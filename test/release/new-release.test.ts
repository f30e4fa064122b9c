/** Tests that a product of unknown names and pairs is judged with a new release file and no new code. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readReport } from '../../src/report/read-report.ts';
import { command } from '../cli/command.ts';
import { placePrograms } from './programs.ts';

/**
 * A product without a published release file: its variables have another prefix, and one pair has another name. Its
 * programs translate the names and run the reference, so that only the new release file describes it.
 */
const root = join(import.meta.dirname, '../..');
const entry = join(root, 'fixtures/reference/main.ts');
let folder: string;

const program = (service: string): string => `#!/bin/sh
unset SMQ_USERS_SERVER_CERT SMQ_USERS_SERVER_KEY
for name in $(env | sed -n 's/^\\(MG_[A-Z_]*\\)=.*/\\1/p'); do
  case "$name" in
    MG_USERS_SERVER_*) ;;
    MG_USERS_WEB_*) eval "export SMQ_USERS_SERVER_\${name#MG_USERS_WEB_}=\\"\\$$name\\"" ;;
    *) eval "export SMQ_\${name#MG_}=\\"\\$$name\\"" ;;
  esac
done
exec '${process.execPath}' '${entry}' ${service}
`;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'new-release-'));
  placePrograms(join(folder, 'programs'), program);
  const text = readFileSync(join(root, 'releases/reference.yaml'), 'utf8')
    .replace('release: reference', 'release: v9.9.9')
    .replaceAll('SMQ_', 'MG_')
    .replace('\nsettings:\n', '$&  users.http.cert: MG_USERS_WEB_CERT\n  users.http.key: MG_USERS_WEB_KEY\n');
  writeFileSync(join(folder, 'v9.9.9.yaml'), text);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a new release takes a file and no code: its names have their effect, and the page’s names have none', async () => {
  const target = ['--target', 'binaries', '--binaries', join(folder, 'programs')];
  const { code, stderr } = await command([
    ...['run', ...target, '--release-file', join(folder, 'v9.9.9.yaml')],
    ...['--case', 'server.pair-is-tls/users.http/cert-key*', '--out', join(folder, 'out')],
  ]);
  expect(stderr).toBe('');
  expect(code).toBe(1);
  const report = readReport(readFileSync(join(folder, 'out/report.json'), 'utf8'), 'report.json');
  expect(report.target.release).toBe('v9.9.9');
  const seen = report.cases
    .filter(({ rule }) => rule === 'server.pair-is-tls')
    .map(({ id, outcome, finding }) => [id, outcome, finding]);
  expect(seen).toEqual([
    ['server.pair-is-tls/users.http/cert-key', 'fail', 'renamed'],
    ['server.pair-is-tls/users.http/cert-key@release', 'pass', 'conforms'],
  ]);
});

test('a pair that is said to be one listener’s own, and serves its neighbour as well, is red', async () => {
  const target = ['--target', 'binaries', '--binaries', join(folder, 'programs')];
  const { code, stdout } = await command([
    ...['run', ...target, '--release-file', join(folder, 'v9.9.9.yaml')],
    ...['--case', 'server.pair-is-tls/users.http/its-neighbour-has-no-pair@release'],
    ...['--out', join(folder, 'neighbour')],
  ]);
  expect(code, stdout).toBe(1);
  const report = readReport(readFileSync(join(folder, 'neighbour/report.json'), 'utf8'), 'report.json');
  const seen = report.cases.find(({ id }) => id.includes('its-neighbour'));
  expect(seen).toMatchObject({ outcome: 'fail', code: 'FORBIDDEN_SEEN', finding: 'deviates' });
  expect(seen?.observed).toContain('users.grpc completes a TLS handshake');
});

test('programs of another release than the one that was named: error, and which they are', async () => {
  const file = join(folder, 'other.yaml');
  const text = readFileSync(join(folder, 'v9.9.9.yaml'), 'utf8');
  writeFileSync(file, text.replace('release: v9.9.9', 'release: v9.9.9\nversion: v9.9.9'));
  const { code, stdout } = await command([
    ...['run', '--target', 'binaries', '--binaries', join(folder, 'programs'), '--release-file', file],
    ...['--case', 'server.none-is-insecure/users.http/neither-set', '--out', join(folder, 'other')],
  ]);
  expect(code).toBe(4);
  expect(stdout).toMatch(/users says that it is version 0\.1\.0; the run is about v9\.9\.9/);
});
