/** Tests targets that cannot be tested: no rule fails, and the run reports the service's last words or what to do. */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from '../../src/system/find-program.ts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readReport } from '../../src/report/read-report.ts';
import type { Report } from '../../src/report/schema.ts';
import { command, type Ended } from '../cli/command.ts';

const reference = readFileSync(join(import.meta.dirname, '../../releases/reference.yaml'), 'utf8');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'broken-target-'));
  // PostgreSQL is started as another user, who searches this folder for programs.
  chmodSync(folder, 0o755);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const place = (name: string, text: string): void => {
  writeFileSync(join(folder, name), text);
  chmodSync(join(folder, name), 0o755);
};

/** Runs one case against the programs in the folder, for a release that is the reference's but for `change`. */
const run = async (
  change: (yaml: string) => string = (yaml) => yaml,
  env: Record<string, string> = {},
): Promise<Ended> => {
  writeFileSync(
    join(folder, 'release.yaml'),
    change(reference.replace('release: reference', 'release: v9.9.9')),
  );
  return command(
    [
      ...[
        'run',
        '--target',
        'binaries',
        '--binaries',
        folder,
        '--release-file',
        join(folder, 'release.yaml'),
      ],
      ...['--case', 'server.pair-is-tls/users.http/cert-key', '--out', join(folder, 'out')],
    ],
    { env },
  );
};

const report = (): Report => readReport(readFileSync(join(folder, 'out/report.json'), 'utf8'), 'report.json');
const outcomes = (): string[] => [...new Set(report().cases.map(({ outcome }) => outcome))].sort();

test('a service that does not start although nothing is wrong with its TLS: error, with its last words', async () => {
  place('users', '#!/bin/sh\necho "the licence of this program ran out in March"\nexit 3\n');
  const { code, stdout, stderr } = await run();
  expect([code, stderr]).toEqual([4, '']);
  expect(outcomes()).not.toContain('fail');
  expect(stdout).toContain('the licence of this program ran out in March');
});

test('a program that is not there: error, with what to do', async () => {
  const { code, stdout } = await run();
  expect(code).toBe(4);
  expect(outcomes()).not.toContain('fail');
  expect(stdout).toContain(join(folder, 'users'));
  expect(stdout).not.toMatch(/^\s+at /m);
});

test('no NATS where a release needs it: exit 4, and how to get it', async () => {
  place('users', '#!/bin/sh\nexit 3\n');
  const needing = (yaml: string): string =>
    yaml.replace('    binary: users\n', '    binary: users\n    needs: [nats]\n');
  mkdirSync(join(folder, 'bin'));
  for (const name of ['cp', 'sh']) symlinkSync(findProgram(name)!, join(folder, 'bin', name));
  const { code, stderr } = await run(needing, { PATH: join(folder, 'bin') });
  expect(code).toBe(4);
  expect(stderr).toMatch(/nats-server/);
  expect(stderr).toMatch(/install the package nats-server/);
  expect(stderr).not.toMatch(/^\s+at /m);
});

test('a release file with a setting that does not exist: exit 2, and which', async () => {
  const { code, stderr } = await run((yaml) =>
    yaml.replace('\nsettings:\n', '$&  users.http.certificate: SMQ_X\n'),
  );
  expect(code).toBe(2);
  expect(stderr).toMatch(/users\.http\.certificate/);
});
