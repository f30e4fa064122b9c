/** Tests the command `upgrade` as a user calls it: exit codes, formats, mistakes, and the files that it writes. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it, test } from 'vitest';
import { toldSchema } from '../../src/advise/upgrade/schema.ts';
import { command as run } from './command.ts';
import { inProcess as command } from './in-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'upgrade-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string, text: string): string => {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

const canary = 'Zx7CANARYq9';
const env = file(
  'old.env',
  [
    '# mine',
    'SMQ_CLIENTS_AUTH_GRPC_URL=clients:7006',
    `SMQ_CLIENTS_DB_PASS="${canary}" # keep`,
    `SMQ_AUTH_SECRET_KEY='${canary}'`,
    `SMQ_INVITATIONS_DB_PASS=${canary}`,
    `SMQ_CLIENTS_DB_SSL_MODE=${canary}`,
    `SMQ_CLIENTS_AUTH_GRPC_SERVER_KEY="-----BEGIN PRIVATE KEY-----\n${canary}\n-----END PRIVATE KEY-----"`,
    `SMQ_ES_URL=nats://user:${canary}@nats:4222`,
    '',
  ].join('\n'),
);
const pair = ['--from', 'v0.16.0', '--to', 'v0.17.0'];

test('as a process', async () => {
  const { code, stdout, stderr } = await run(['upgrade', ...pair, env]);
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  expect(stdout).toContain('SMQ_CLIENTS_AUTH_GRPC_URL → SMQ_CLIENTS_GRPC_URL');
});

test('docs/upgrade.md shows what is said of the file that it names', async () => {
  const docs = readFileSync(new URL('../../docs/upgrade.md', import.meta.url), 'utf8');
  const [, example] = /```text\n([^]*?)```/.exec(docs)!;
  file('cube.env', readFileSync(new URL('../fixtures/upgrade/cube-before.env', import.meta.url), 'utf8'));
  const { stdout } = await run(['upgrade', '--from', 'v0.15.1', '--to', 'v0.16.0', 'cube.env'], {
    cwd: folder,
  });
  expect(stdout.slice(0, example!.length)).toBe(example);
});

describe('exit codes', () => {
  it.each(['text', 'markdown', 'json'])('%s: the code does not depend on the format', async (format) => {
    const found = await command(['upgrade', ...pair, env, '--format', format]);
    expect(found).toMatchObject({ code: 1, stderr: '' });
    expect(found.stdout).toContain('SMQ_CLIENTS_GRPC_URL');
  });

  const quiet = file('quiet.env', 'SMQ_CLIENTS_LOG_LEVEL=info\n');
  const notes = file('notes.env', 'SMQ_CLIENTS_AUTH_GRPC_TIMEOUT=1s\n');
  const strange = file('strange.env', 'FOO=bar\n');
  it.each<[string, string[], number, RegExp]>([
    ['nothing to do', ['--from', 'v0.18.5', '--to', 'v0.19.1', quiet], 0, /Exit code 0/],
    ['notes alone', [...pair, notes], 0, /Exit code 0: nothing that must be done/],
    ['notes that count', [...pair, notes, '--fail-on', 'any'], 1, /Exit code 1/],
    ['nothing recognised', [...pair, strange], 3, /Exit code 3: nothing here is a setting/],
  ])('%s', async (_, args, code, says) => {
    const ended = await command(['upgrade', ...args]);
    expect(ended).toMatchObject({ code, stderr: '' });
    expect(ended.stdout).toMatch(says);
  });

  it.each<[string, string[], number, RegExp]>([
    [
      'a release that is not known',
      ['--from', 'v0.19.7', '--to', 'v0.20.0'],
      3,
      /v0\.19\.1, v0\.20\.0[^]*"v0\.19\.7"/,
    ],
    [
      'one that is not there yet',
      ['--from', 'v0.19.1', '--to', 'v1.0.0'],
      3,
      /"v1\.0\.0"[^]*never the nearest/,
    ],
    ['a tag', ['--from', 'v0.19.1', '--to', 'latest'], 3, /"latest"/],
    ['the same twice', ['--from', 'v0.19.1', '--to', 'v0.19.1'], 2, /newer[^]*v0\.19\.1 twice[^]*check-env/],
    [
      'a downgrade',
      ['--from', 'v0.20.0', '--to', 'v0.19.1'],
      2,
      /older than v0\.20\.0[^]*downgrade is not supported/,
    ],
    ['no --to', ['--from', 'v0.20.0'], 2, /without --to/],
    ['no --from', ['--to', 'v0.20.0'], 2, /without --from/],
    ['a format that does not exist', [...pair, '--format', 'pdf'], 2, /pdf/],
    ['a file that is not there', [...pair, join(folder, 'nothing.env')], 2, /no such file/],
  ])('%s', async (_, args, code, says) => {
    const ended = await command(['upgrade', ...args, env]);
    expect(ended).toMatchObject({ code, stdout: '' });
    expect(ended.stderr).toMatch(says);
    expect(ended.stderr).not.toMatch(/ at .*\.ts/);
  });
});

describe('--write', () => {
  it('writes one file for its owner alone, and leaves the old one as it was', async () => {
    const before = readFileSync(env, 'utf8');
    const target = join(folder, 'written', 'new.env');
    const { code, stdout } = await command(['upgrade', ...pair, env, '--write', target, '--format', 'json']);
    expect(code).toBe(1);
    expect(toldSchema.parse(JSON.parse(stdout)).written).toEqual({
      files: [{ from: env, to: target, changed: true }],
      left: [],
    });
    expect(readFileSync(env, 'utf8')).toBe(before);
    expect(statSync(target).mode & 0o777).toBe(0o600);
    const text = readFileSync(target, 'utf8');
    expect(text.slice(0, text.indexOf('\n# Added'))).toBe(
      before
        .replaceAll('SMQ_CLIENTS_AUTH_GRPC_', 'SMQ_CLIENTS_GRPC_')
        .replace(
          'SMQ_INVITATIONS',
          '# v0.17.0: the service that reads it does not exist any more\n# SMQ_INVITATIONS',
        ),
    );
    expect(text).toContain('\n# SMQ_DOMAINS_GRPC_URL=\n');
  });

  it('writes several files into a folder, as they lie to each other', async () => {
    const compose = file(
      'several/docker-compose.yaml',
      'services:\n  users:\n    image: supermq/users\n    env_file: env/users.env\n    environment:\n      SMQ_USERS_HTTP_PORT: ${SMQ_USERS_HTTP_PORT}\n      SMQ_USERS_DB_USER: me\n',
    );
    file('several/.env', 'SMQ_USERS_HTTP_PORT=9002\n');
    file('several/env/users.env', 'SMQ_USERS_LOG_LEVEL=info\n');
    const target = join(folder, 'several-new');
    const { code } = await command([
      'upgrade',
      '--from',
      'v0.19.1',
      '--to',
      'v0.20.0',
      compose,
      '--write',
      target,
    ]);
    expect(code).toBe(1);
    expect(readFileSync(join(target, 'docker-compose.yaml'), 'utf8')).toContain(
      'MG_USERS_HTTP_PORT: ${MG_USERS_HTTP_PORT}',
    );
    expect(readFileSync(join(target, '.env'), 'utf8')).toBe('MG_USERS_HTTP_PORT=9002\n');
    expect(readFileSync(join(target, 'env/users.env'), 'utf8')).toBe('MG_USERS_LOG_LEVEL=info\n');
  });

  const there = file('there.env', 'mine\n');
  const full = dirname(file('full/a', 'mine\n'));
  it.each<[string, string, RegExp]>([
    ['the file that is read', env, /another file than the one that is read/],
    ['a file that is there', there, /a path at which there is nothing yet/],
    ['a folder that holds files', full, /a folder that holds files/],
  ])('does not write over %s', async (_, target, says) => {
    const before = existsSync(target) && statSync(target).isFile() ? readFileSync(target, 'utf8') : '';
    const ended = await command(['upgrade', ...pair, env, '--write', target]);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toMatch(says);
    if (before) expect(readFileSync(target, 'utf8')).toBe(before);
  });

  it('refuses text that it would damage', async () => {
    const latin = join(folder, 'latin.env');
    writeFileSync(latin, Buffer.from('SMQ_USERS_LOG_LEVEL=info # caf\xe9\n', 'latin1'));
    const target = join(folder, 'latin-new.env');
    const ended = await command(['upgrade', ...pair, latin, '--write', target]);
    expect(ended).toMatchObject({ code: 2 });
    expect(existsSync(target)).toBe(false);
  });
});

test.each([['text'], ['markdown'], ['json']])('%s prints no secret of the files', async (format) => {
  const target = join(folder, `canary-${format}.env`);
  const out = join(folder, `said-${format}`);
  const said = await command(['upgrade', ...pair, env, '--format', format]);
  await command(['upgrade', ...pair, env, '--format', format, '--write', target, '--out', out]);
  expect(said.stdout + said.stderr + readFileSync(out, 'utf8')).not.toContain(canary);
  // The file itself keeps them: it is what the deployment reads.
  expect(readFileSync(target, 'utf8').split(canary)).toHaveLength(
    readFileSync(env, 'utf8').split(canary).length,
  );
});
