/** Tests what `check-env` does with files that are none of a deployment, or huge: one error, or a report of the rest. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { checkedSchema } from '../../src/advise/checked/checked.ts';
import { command, main } from './command.ts';

const folder = mkdtempSync(join(tmpdir(), 'check-env-bad-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const put = (name: string, text: string | Buffer): string => {
  writeFileSync(join(folder, name), text);
  return name;
};
const checkEnv = (...args: string[]) =>
  command(['check-env', '--release', 'v0.19.1', ...args], { cwd: folder });
mkdirSync(join(folder, 'folder'));

const values = `replicaCount: 1\nusers:\n  httpPort: 9002\n  grpcServerCert: /a.crt\n  image: {repository: supermq/users}\n`;
const good = put(
  'good.yaml',
  'services: {users: {image: supermq/users, environment: {SMQ_USERS_HTTP_PORT: 9002}}}\n',
);

describe('one error in three parts, and nothing on stdout', () => {
  it.concurrent.each<[string, string[], RegExp]>([
    ['a file that is missing', ['none.yaml'], /no such file/],
    ['a folder', ['folder'], /a folder/],
    ['UTF-16', [put('utf16.env', Buffer.from('\ufeffSMQ_USERS_HTTP_PORT=9002\n', 'utf16le'))], /UTF-16/],
    ['an empty file', [put('empty', '')], /an empty file/],
    ['values of a chart', [put('values.yaml', values)], /values for a chart[\s\S]*helm template/],
    ['more than is read', [put('huge.env', Buffer.alloc(10 * 1024 * 1024 + 1, 'A=b\n'))], /at most 10 MiB/],
    ['a missing file beside a good one', [good, 'none.yaml'], /no such file/],
    ['an --env-file that is missing', [good, '--env-file', 'none.env'], /none\.env/],
  ])('%s', async (_, args, text) => {
    const { code, stdout, stderr } = await checkEnv(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    for (const part of ['expected', 'found', 'to do'])
      expect(stderr).toMatch(new RegExp(`^  ${part} +\\S`, 'm'));
    expect(stderr).toMatch(text);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});

it('bytes of a program are no configuration', async () => {
  const { code, stdout, stderr } = await checkEnv(
    put('program', readFileSync(process.execPath).subarray(0, 60_000)),
  );
  expect([2, 3]).toContain(code);
  // eslint-disable-next-line no-control-regex
  expect(stdout + stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
});

describe('what is large is read whole', () => {
  const noise = Array.from({ length: 50_000 }, (_, at) => `OTHER_${at}=value`);
  it.each<[string, string, number]>([
    ['50,000 lines', `${noise.join('\n')}\nSMQ_USERS_DB_SSL_MODE=required\n`, 50_001],
    ['10 MiB', `A=${'x'.repeat(10 * 1024 * 1024 - 100)}\nSMQ_USERS_DB_SSL_MODE=required\n`, 2],
  ])('%s', async (name, text, line) => {
    const { code, stdout } = await checkEnv(put(`${name}.env`, text), '--format', 'json');
    expect(code).toBe(1);
    const { statements } = checkedSchema.parse(JSON.parse(stdout));
    const found = statements.find(({ kind }) => kind === 'bad value');
    expect(found).toMatchObject({ variable: 'SMQ_USERS_DB_SSL_MODE', at: { line, column: 1 } });
  });
});

it('what cannot be understood is named, and the rest is reported', async () => {
  const file = put(
    'partly.yaml',
    `services:\n  users:\n    image: supermq/users\n    ports: [["9002"]]\n    environment:\n      SMQ_USERS_DB_SSL_MODE: required\n`,
  );
  const { statements } = checkedSchema.parse(JSON.parse((await checkEnv(file, '--format', 'json')).stdout));
  const kinds = statements.map(({ kind, at }) => `${kind} ${at.line}`);
  expect(kinds).toEqual(expect.arrayContaining(['not understood 4', 'bad value 6']));
});

describe('an --env-file', () => {
  const evil = put('evil.env', `NODE_OPTIONS=--import=${join(folder, 'evil.mjs')}\n`);
  put('evil.mjs', `console.log('a program from the file has run');\n`);

  it('names no program that Node loads', async () => {
    // With a variable for which the process starts once more, too.
    for (const env of [{}, { NODE_EXTRA_CA_CERTS: '/none.pem' }]) {
      const { code, stdout, stderr } = await command(
        ['check-env', '--release', 'v0.19.1', good, '--env-file', evil],
        { cwd: folder, env },
      );
      expect(stdout).toContain('evil.env');
      expect(stdout + stderr).not.toContain('has run');
      expect([0, 1, 3]).toContain(code);
    }
  });

  it('would, if Node were not told where its own options end', async () => {
    const [first] = readFileSync(main, 'utf8').split('\n');
    expect(first).toBe('#!/usr/bin/env -S node --');
    const manifest = JSON.parse(readFileSync(join(main, '../../../package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    expect(manifest.scripts['start']).toBe('node -- src/cli/main.ts');
    const run = promisify(execFile);
    const plain = await run(process.execPath, [put('plain.mjs', ''), '--env-file', evil], { cwd: folder });
    expect(plain.stdout).toContain('has run');
  });
});
