/** Tests which variables the suite removes from its environment, at once or by starting again. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sortEnvironment } from '../../src/system/own-environment.ts';

const entry = join(import.meta.dirname, '../../src/system/own-environment.ts');

describe('the environment of the suite', () => {
  it.each([
    ...['http_proxy', 'https_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'all_proxy', 'grpc_proxy', 'no_proxy'],
    ...['PGHOST', 'PGSSLMODE', 'PGPASSWORD', 'SMQ_USERS_HTTP_SERVER_CERT', 'MG_CLIENTS_GRPC_SERVER_KEY'],
    ...['SSL_CERT_FILE', 'SSL_CERT_DIR', 'GRPC_SSL_CIPHER_SUITES', 'GRPC_DEFAULT_SSL_ROOTS_FILE_PATH'],
    ...[
      'NODE_ENV',
      'VITEST_MAX_WORKERS',
      'GODEBUG',
      'REFERENCE_MUTANT',
      'MQTTJS_SOCKS_PROXY',
      'npm_config_proxy',
      'LANG',
    ],
  ])('has no %s, which can be removed in time', (name) => {
    expect(sortEnvironment({ [name]: 'x' })).toEqual({ own: {}, aside: { [name]: 'x' }, tooLate: false });
  });

  it.each([
    ...['NODE_OPTIONS', 'NODE_TLS_REJECT_UNAUTHORIZED', 'NODE_EXTRA_CA_CERTS', 'NODE_USE_ENV_PROXY'],
    ...['OPENSSL_CONF', 'LD_PRELOAD', 'LD_AUDIT', 'UV_THREADPOOL_SIZE', 'MAGISTRALA_CONFORMANCE_RUN'],
  ])('has no %s, which has had its effect already', (name) => {
    expect(sortEnvironment({ [name]: 'x' })).toEqual({ own: {}, aside: { [name]: 'x' }, tooLate: true });
  });

  it.each([
    ...['PATH', 'HOME', 'TMPDIR', 'CI', 'NO_COLOR', 'DOCKER_HOST', 'TESTCONTAINERS_RYUK_DISABLED'],
    ...['MAGISTRALA_CONFORMANCE_POSTGRES_IMAGE', 'NODE_COMPILE_CACHE', 'LD_LIBRARY_PATH', 'XDG_RUNTIME_DIR'],
  ])('has %s', (name) => {
    expect(sortEnvironment({ [name]: 'x' })).toEqual({ own: { [name]: 'x' }, aside: {}, tooLate: false });
  });

  it('has DEBUG as a yes, which other libraries do not read', () => {
    expect(sortEnvironment({ DEBUG: '*' })).toEqual({ own: { DEBUG: '1' }, aside: {}, tooLate: false });
  });

  it('passes the variables that were set aside through a second start, which needs no third', () => {
    const name = 'MAGISTRALA_CONFORMANCE_ASIDE_NODE_OPTIONS';
    expect(sortEnvironment({ [name]: 'x' })).toEqual({
      own: {},
      aside: { NODE_OPTIONS: 'x' },
      tooLate: false,
    });
  });

  it('keeps the PATH on Windows, whatever the case of its name', () => {
    const windows = { Path: 'C:\\', SystemRoot: 'C:\\Windows', http_proxy: 'x' };
    expect(sortEnvironment(windows, 'win32').own).toEqual({ Path: 'C:\\', SystemRoot: 'C:\\Windows' });
  });
});

/** Calls `takeOwnEnvironment`, then prints the environment that is left. */
const program = `
  const { takeOwnEnvironment, usersEnvironment } = await import(${JSON.stringify(entry)});
  takeOwnEnvironment();
  console.log(JSON.stringify({
    pid: process.pid, args: process.argv.slice(1), execArgv: process.execArgv, title: process.title,
    own: process.env, user: usersEnvironment(),
  }));`;

interface Left {
  pid: number;
  args: string[];
  execArgv: string[];
  title: string;
  own: Record<string, string>;
  user: Record<string, string>;
}

const leftOf = (env: Record<string, string>): Left & { spawned: number } => {
  const given = ['--input-type=module', '--eval', program, 'one', 'two words'];
  const child = spawnSync(process.execPath, given, { env, encoding: 'utf8' });
  expect(child.stderr).toBe('');
  return { ...(JSON.parse(child.stdout) as Left), spawned: child.pid };
};

describe('a process that takes its own environment', () => {
  const kept = { PATH: process.env['PATH'] ?? '', TMPDIR: '/tmp' };

  it('removes variables that have had no effect yet', () => {
    const hostile = { http_proxy: 'http://127.0.0.1:9', PGHOST: 'x' };
    const left = leftOf({ ...kept, ...hostile });
    expect(left.own).toEqual(kept);
    expect(left.user).toEqual({ ...kept, ...hostile });
  });

  it('starts again in place where a variable has had its effect: the same process, the same arguments', () => {
    const hostile = { NODE_OPTIONS: '--title=taken', http_proxy: 'http://127.0.0.1:9' };
    const left = leftOf({ ...kept, ...hostile });
    expect(left.own).toEqual(kept);
    expect(left.title).not.toBe('taken');
    expect(left.user).toEqual({ ...kept, ...hostile });
    expect(left.pid).toBe(left.spawned);
    expect(left.args).toEqual(['one', 'two words']);
    expect(left.execArgv).toContain('--input-type=module');
  });
});
