/** Tests that a service which no release has is judged by the rules of its listeners, hop and database, by data alone. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readReport } from '../../src/report/read-report.ts';
import type { Report } from '../../src/report/schema.ts';
import { command } from '../cli/command.ts';
import { placePrograms } from './programs.ts';

const root = join(import.meta.dirname, '../..');
const entry = join(root, 'fixtures/reference/main.ts');
let folder: string;

/** Clients of the reference, under names that nothing in the suite knows. */
const widget = `#!/bin/sh
for name in $(env | sed -n 's/^\\(MG_[A-Z_]*\\)=.*/\\1/p'); do
  case "$name" in
    MG_WIDGET_TRUST) eval "export SMQ_CLIENTS_CA_CERTS=\\"\\$$name\\"" ;;
    MG_WIDGET_WEB_*) eval "export SMQ_CLIENTS_SERVER_\${name#MG_WIDGET_WEB_}=\\"\\$$name\\"" ;;
    MG_WIDGET_*) eval "export SMQ_CLIENTS_\${name#MG_WIDGET_}=\\"\\$$name\\"" ;;
    MG_*) eval "export SMQ_\${name#MG_}=\\"\\$$name\\"" ;;
  esac
done
exec '${process.execPath}' '${entry}' clients
`;

const release = `release: v9.9.9
extends: reference
prefix: MG_
services:
  widget:
    binary: widget
    image: nowhere/widget
    listeners:
      http: { protocol: http, port: 9090, health: /health, variables: MG_WIDGET_HTTP_ }
      grpc: { protocol: grpc, port: 7070, variables: MG_WIDGET_GRPC_ }
    database: MG_WIDGET_DB_
    peers: { auth: { url: MG_AUTH_GRPC_URL } }
    provokes: { auth: { path: '/{domain}/clients' } }
    databaseCalls:
      read: { path: '/{domain}/clients' }
      write: { method: POST, path: '/{domain}/clients', body: { name: w, credentials: { secret: '{made}{domain}' } } }
settings:
  widget.http.cert: MG_WIDGET_WEB_CERT
  widget.http.key: MG_WIDGET_WEB_KEY
  widget.auth.ca: MG_WIDGET_TRUST
  widget.db.mode: MG_WIDGET_DB_SSL_MODE
  widget.db.cert: MG_WIDGET_DB_SSL_CERT
  widget.db.key: MG_WIDGET_DB_SSL_KEY
  widget.db.root: MG_WIDGET_DB_SSL_ROOT_CERT
`;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'new-service-'));
  placePrograms(join(folder, 'programs'), () => '#!/bin/sh\nexit 1\n');
  writeFileSync(join(folder, 'programs/widget'), widget, { mode: 0o755 });
  writeFileSync(join(folder, 'v9.9.9.yaml'), release);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const judged = async (
  out: string,
  cases: string[],
  more: string[] = [],
): Promise<{ code: number | null; report: Report; stdout: string }> => {
  const { code, stdout, stderr } = await command([
    ...['run', '--target', 'binaries', '--binaries', join(folder, 'programs')],
    ...['--release-file', join(folder, 'v9.9.9.yaml'), '--out', join(folder, out), ...more],
    ...cases.flatMap((one) => ['--case', one]),
  ]);
  expect(stderr).toBe('');
  const report = readReport(readFileSync(join(folder, out, 'report.json'), 'utf8'), 'report.json');
  return { code, report, stdout };
};
const outcomes = ({ cases }: Report): Record<string, string> =>
  Object.fromEntries(cases.filter((one) => !one.controlOnly).map(({ id, outcome }) => [id, outcome]));

test('a new service of a new release takes a file and no code', async () => {
  const { code, report } = await judged(
    'out',
    [
      'server.pair-is-tls/widget.http/cert-key*',
      'server.bad-pair-never-plaintext/widget.http/key-missing*',
      'ca.set-uses-tls/widget.auth/**',
      'ca.trusts-only-those/widget.auth/wrong-name*',
      'postgres.verify-full/widget/wrong-name*',
      'postgres.verify-full/widget/right-root-and-name*',
    ],
    ['--scope', 'platform'],
  );
  expect(outcomes(report)).toEqual({
    'server.pair-is-tls/widget.http/cert-key@release': 'pass',
    'server.bad-pair-never-plaintext/widget.http/key-missing@release': 'pass',
    'ca.set-uses-tls/widget.auth/ca-file-of-the-peers-issuer@release': 'pass',
    'ca.set-uses-tls/widget.auth/three-connections-one-after-another@release': 'pass',
    'ca.trusts-only-those/widget.auth/wrong-name@release': 'pass',
    'postgres.verify-full/widget/right-root-and-name@release': 'pass',
    'postgres.verify-full/widget/wrong-name@release': 'pass',
  });
  expect(code).toBe(0);
  expect(report.summary.scopes).toMatchObject([{ scope: 'platform', unexpected: 0 }]);
  expect(report.notCovered).toContainEqual({
    subject: 'widget.grpc',
    reason: 'the release has no variables for a certificate and a key of it',
  });
});

test('what the service does otherwise is red, and exits with 1: it does not read the CA file of its hop', async () => {
  const deaf = widget.replace(/MG_WIDGET_TRUST\) eval .* ;;/, 'MG_WIDGET_TRUST) ;;');
  expect(deaf).not.toBe(widget);
  writeFileSync(join(folder, 'programs/widget'), deaf);
  const { code, report } = await judged(
    'red',
    [
      'ca.set-uses-tls/widget.auth/ca-file-of-the-peers-issuer*',
      'server.none-is-insecure/widget.http/neither-set*',
    ],
    ['--scope', 'platform'],
  );
  writeFileSync(join(folder, 'programs/widget'), widget);
  expect(code).toBe(1);
  expect(
    report.cases.filter(({ controlOnly }) => !controlOnly).map(({ outcome, finding }) => [outcome, finding]),
  ).toEqual([
    ['pass', 'conforms'],
    ['fail', 'ignored'],
  ]);
  expect(report.summary.scopes).toMatchObject([{ scope: 'platform', unexpected: 1 }]);
});

test('a service of the page that is not there ends in errors that say so; with --only-present it is not selected', async () => {
  rmSync(join(folder, 'programs/users'));
  const cases = [
    'server.none-is-insecure/users.http/neither-set',
    'server.none-is-insecure/widget.http/neither-set*',
  ];
  const broken = await judged('broken', cases, ['--scope', 'all']);
  expect(broken.code).toBe(4);
  expect(broken.report.cases.map(({ outcome }) => outcome)).toEqual(['error', 'pass']);
  expect(broken.report.cases[0]?.observed).toMatch(/BINARY_MISSING: .*programs\/users; found nothing/);
  const present = await judged('present', cases, ['--scope', 'all', '--only-present']);
  expect(present.code).toBe(0);
  expect(Object.keys(outcomes(present.report))).toEqual([
    'server.none-is-insecure/widget.http/neither-set@release',
  ]);
  expect(present.stdout).toContain('Not there, and not selected (--only-present): users.');
  expect(present.report.notCovered.find(({ subject }) => subject === 'users')?.reason).toContain(
    '--only-present',
  );
  expect(present.report.run.filters['without']).toEqual(['users']);
});
