/** Tests the command `check-env` as a user calls it: exit codes, formats, a baseline, and what is no good file. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkedSchema, type Checked } from '../../src/advise/checked/checked.ts';
import { sarifProblems } from '../report/render/sarif-schema.ts';
import { command, type Ended } from './command.ts';

const folder = mkdtempSync(join(tmpdir(), 'check-env-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const put = (name: string, text: string | Buffer): string => {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
  return name;
};

/** Certificates for connections without the list of authorities: they have no effect. */
const weak = put(
  'weak.yaml',
  `services:
  http:
    image: supermq/http:v0.19.1
    environment:
      SMQ_AUTH_GRPC_URL: auth:7001
      SMQ_CHANNELS_GRPC_URL: channels:7005
      SMQ_DOMAINS_GRPC_URL: domains:7003
      SMQ_CLIENTS_GRPC_URL: clients:7006
      SMQ_CLIENTS_GRPC_CLIENT_CERT: /client.crt
      SMQ_CLIENTS_GRPC_CLIENT_KEY: /client.key
`,
);
const other = put('other.yaml', 'services: {web: {image: nginx}}\n');

const checkEnv = (args: readonly string[], env = {}): Promise<Ended> =>
  command(['check-env', '--release', 'v0.19.1', ...args], { cwd: folder, env });
const json = async (...args: string[]): Promise<Checked> =>
  checkedSchema.parse(JSON.parse((await checkEnv([...args, '--format', 'json'])).stdout));

it('shows a path below the folder of the command from there', async () => {
  const file = put(
    'short/compose.yaml',
    `services:
  users:
    image: supermq/users:v0.19.1
    environment: { SMQ_USERS_HTTP_SERVER_CERT: /u.crt, SMQ_USERS_HTTP_SERVER_KEY: /u.key }
    volumes: ['./u.crt:/u.crt', './u.key:/u.key']
`,
  );
  const { stdout } = await checkEnv([file]);
  expect(stdout).toContain('./short/u.crt is not there');
  expect(stdout).not.toContain(folder);
});

it('says which release reads a name, or that none known here does', async () => {
  const names = put(
    'names.env',
    'SMQ_USERS_HTTP_PORT=9002\nSMQ_CLIENTS_AUTH_GRPC_SERVER_CERT=/c\nSMQ_NOT_A_SERVER_CERT=/n\n',
  );
  const flat = (await checkEnv([names])).stdout.replaceAll(/\s+/g, ' ');
  expect(flat).toContain('reads SMQ_CLIENTS_AUTH_GRPC_SERVER_CERT');
  expect(flat).toContain('reads SMQ_NOT_A_SERVER_CERT, and no release known here does.');
  const old = put('old.env', 'MG_USERS_HTTP_SERVER_CERT=/u\nMG_THINGS_DB_SSL_MODE=disable\n');
  const unknown = await checkEnv([old]);
  expect(unknown.code).toBe(3);
  expect(unknown.stdout.replaceAll(/\s+/g, ' ')).toContain('(v0.15.1 reads 2 of the names in them)');
});

it.each([
  ['a variable that is demanded', "{ SMQ_USERS_HTTP_PORT: '${PORT:?}' }", 'Compose refuses to start'],
  ['a key that stands twice', "{ SMQ_USERS_HTTP_PORT: '1', SMQ_USERS_HTTP_PORT: '2' }", 'refuses this file'],
])('is no green where Compose refuses the file: %s', async (_, environment, says) => {
  const file = put(
    'refused.yaml',
    `services: { users: { image: supermq/users:v0.19.1, environment: ${environment} } }\n`,
  );
  const { statements, ending } = await json(file, '--fail-on', 'availability');
  expect(statements.find((one) => one.says.includes(says))).toMatchObject({ severity: 'availability' });
  expect(ending.exitCode).toBe(1);
});

it('starts nothing without --verify, and refuses options that are for it alone', async () => {
  const { code, stderr } = await checkEnv([weak, '--binaries', folder]);
  expect(code).toBe(2);
  expect(stderr).toContain('--binaries only with --verify');
});

it('names the folder that --verify needs', async () => {
  const { code, stderr } = await checkEnv([weak, '--verify', '--binaries', join(folder, 'none')]);
  expect(code).toBe(2);
  expect(stderr).toContain('no folder at');
});

describe('the exit code', () => {
  const formats = ['text', 'json', 'markdown', 'html', 'sarif'];
  it.concurrent.each(formats)('%s: is the same whatever the format', async (format) => {
    const found = await checkEnv([weak, '--format', format]);
    expect(found).toMatchObject({ code: 1, stderr: '' });
    expect(found.stdout).toContain('SMQ_CLIENTS_GRPC_CLIENT_CERT');
    const nothing = await checkEnv([other, '--format', format]);
    expect(nothing).toMatchObject({ code: 3, stderr: '' });
    expect(nothing.stdout).not.toBe('');
    const out = join(folder, `out.${format}`);
    const written = await checkEnv([weak, '--format', format, '--out', out]);
    expect(written).toMatchObject({ code: 1, stdout: '', stderr: '' });
    expect(readFileSync(out, 'utf8')).toBe(found.stdout);
  });

  it('counts what --fail-on says', async () => {
    const { statements, ending } = await json(weak);
    expect(statements.some(({ severity }) => severity === 'weaker')).toBe(true);
    expect(ending.exitCode).toBe(1);
    const quiet = statements.some(({ severity }) => severity === 'availability') ? 1 : 0;
    expect(await checkEnv([weak, '--fail-on', 'availability'])).toMatchObject({ code: quiet });
  });

  it('is 3 for a release that is not known, in three parts, with those that are', async () => {
    for (const release of ['v0.9.0', 'latest', 'v0.19.7']) {
      const { code, stdout, stderr } = await command(['check-env', weak, '--release', release], {
        cwd: folder,
      });
      expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
      expect(stderr).toMatch(/expected .*v0\.19\.1[\s\S]*found .*\n +to do +\S/);
      expect(stderr).toContain(release);
    }
  });
});

describe('what is asked for', () => {
  it('says what is undefined, on top; --strict counts it, --shell and --env-file give it', async () => {
    const blank = put(
      'blank.yaml',
      `services:\n  http:\n    image: supermq/http\n    environment:\n      SMQ_HTTP_ADAPTER_HOST: \${HOST_OF_HTTP}\n      SMQ_HTTP_ADAPTER_PORT: "80\${PORT_OF_HTTP}"\n`,
    );
    const told = await checkEnv([blank]);
    expect(told.stdout).toMatch(/^2 variables are undefined and count as blank$/m);
    const strict = await json(blank, '--strict');
    expect(strict.ending.exitCode).toBe(1);
    const file = put('given.env', 'HOST_OF_HTTP=a\n');
    const given = await json(blank, '--env-file', file, '--shell', 'PORT_OF_HTTP=8');
    expect(given.statements.filter(({ kind }) => kind === 'undefined variable')).toEqual([]);
  });

  it('does not read the environment of this process, and says so', async () => {
    const shell = { COMPOSE_FILE: 'none.yaml', SMQ_X: 'b', COMPOSE_PROFILES: 'more' };
    const file = put('shell.yaml', 'services:\n  http:\n    image: supermq/http\n    environment: [SMQ_X]\n');
    const [with_, without] = [await checkEnv([file], shell), await checkEnv([file])];
    expect(with_).toEqual(without);
    expect(with_.stdout.replaceAll(/\s+/g, ' ')).toContain('The environment of this shell was not read');
  });

  it('reads services of a profile that is chosen', async () => {
    const file = put(
      'profile.yaml',
      `services:\n  http: {image: supermq/http, environment: {SMQ_HTTP_ADAPTER_PORT: "1"}}\n  users: {image: supermq/users, profiles: [more], environment: {SMQ_USERS_HTTP_PORT: "2"}}\n`,
    );
    expect((await json(file)).recognised.services).not.toContain('users');
    expect((await json(file, '--profile', 'more')).recognised.services).toContain('users');
  });

  it('leaves out what concerns no security, unless --all asks for it', async () => {
    const file = put(
      'all.yaml',
      `services:\n  coap:\n    image: supermq/coap\n    environment: {SMQ_COAP_ADAPTER_CACHE_NUM_COUNTERS: "1", SMQ_COAP_ADAPTER_PORT: "5683"}\n`,
    );
    const [some, all] = [await json(file), await json(file, '--all')];
    expect(some.leftOut).toBeGreaterThan(0);
    expect(all.statements.length).toBe(some.statements.length + some.leftOut);
    expect(all.leftOut).toBe(0);
  });

  it('names files in SARIF from the top of the repository', async () => {
    mkdirSync(join(folder, 'repository/.git'), { recursive: true });
    const file = put('repository/deploy/weak.yaml', readFileSync(join(folder, weak)));
    for (const args of [[file], [join(folder, file)]]) {
      const log: unknown = JSON.parse((await checkEnv([...args, '--format', 'sarif'])).stdout);
      expect(sarifProblems(log)).toEqual([]);
      const uris = [...JSON.stringify(log).matchAll(/"uri":"([^"]+)"/g)].map(([, uri]) => uri);
      expect(new Set(uris)).toEqual(new Set(['deploy/weak.yaml']));
    }
  });
});

describe('a baseline', () => {
  it('is written without reasons, refused as it is, and accepts what was found', async () => {
    const path = 'known.yaml';
    expect(await checkEnv([weak, '--baseline-write', path])).toMatchObject({ code: 1 });
    const refused = await checkEnv([weak, '--baseline', path]);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toMatch(/expected +known\.yaml:\d+: reason: a reason in words of your own/);
    const again = await checkEnv([weak, '--baseline-write', path]);
    expect(again).toMatchObject({ code: 2, stdout: '' });

    const text = readFileSync(join(folder, path), 'utf8').replaceAll(
      "reason: ''",
      'reason: the network is ours',
    );
    writeFileSync(join(folder, path), text);
    const accepted = await json(weak, '--baseline', path);
    expect(accepted.ending.exitCode).toBe(0);
    expect(accepted.baseline?.entries.every(({ became }) => became === 'accepted')).toBe(true);
    expect((await checkEnv([weak, '--baseline', path])).stdout).toContain('the network is ours');
  });

  it('shows what is stale or has expired; what has expired counts again', async () => {
    const entry = (kind: string, expires: string): string =>
      `  - {kind: ${kind}, reason: the network is ours, expires: ${expires}}\n`;
    const path = put('old.yaml', `accepted:\n${entry('expired', '2999-01-01')}${entry("'*'", '2020-01-01')}`);
    const { code, stdout } = await checkEnv([weak, '--baseline', path]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/line 2: kind expired: stale/);
    expect(stdout).toMatch(/line 3: kind \*: expired on 2020-01-01: \d+ findings? counts? again/);
  });

  it('that is missing is an error, and none that is empty', async () => {
    const { code, stdout, stderr } = await checkEnv([weak, '--baseline', 'none.yaml']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/expected +a baseline at none\.yaml\n +found +no such file/);
    expect(existsSync(join(folder, 'none.yaml'))).toBe(false);
  });
});
