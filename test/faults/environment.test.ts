/** Tests that variables of a user's shell change neither the suite nor the services. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findProgram } from '../../src/system/find-program.ts';
import { newPlace, startRun } from './command.ts';
import { endingOf, expectAllPassed } from './honesty.ts';
import { instruments } from './selection.ts';

/** Accepts every connection, as a company's proxy does, and passes nothing on. */
const startProxy = async (): Promise<{ url: string; connections: () => number }> => {
  let connections = 0;
  const proxy = createServer((socket) => {
    connections++;
    socket.on('error', () => {}).end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  onTestFinished(() => void proxy.close());
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    connections: () => connections,
  };
};

/** The variables in which programs look for a proxy, in upper and lower case. */
const proxies = (url: string): Record<string, string> =>
  Object.fromEntries(
    ['http_proxy', 'https_proxy', 'all_proxy', 'grpc_proxy', 'ftp_proxy'].flatMap((name) => [
      [name, url],
      [name.toUpperCase(), url],
    ]),
  );

test.each([
  ['and every address through them', {}],
  ['and no host without them but one', { no_proxy: 'intranet.test', NO_PROXY: 'intranet.test' }],
  ['and Node set to use them', { NODE_USE_ENV_PROXY: '1' }],
])('proxies of a company, %s', async (_, more) => {
  const proxy = await startProxy();
  const run = startRun({ cases: instruments, env: { ...proxies(proxy.url), ...more } });
  expectAllPassed(await endingOf(run));
  expect(proxy.connections()).toBe(0);
});

/** For OpenSSL in Node: nothing below TLS 1.3, and no key of a usual size. */
const strictOpenssl = `nodejs_conf = all
[all]
ssl_conf = ssl
[ssl]
system_default = tls
[tls]
MinProtocol = TLSv1.3
CipherString = DEFAULT@SECLEVEL=5
`;

/** Sends every connection elsewhere. */
const watcher = `
  const net = process.getBuiltinModule('node:net');
  const real = net.connect;
  net.connect = (options, ...more) =>
    real(options?.port === undefined ? options : { ...options, port: 9 }, ...more);
  process.getBuiltinModule('node:module').syncBuiltinESMExports();`;

const hostile: Record<string, (home: string) => Record<string, string>> = {
  'no certificate is verified': () => ({ NODE_TLS_REJECT_UNAUTHORIZED: '0' }),
  'options for Node': () => ({
    // It also preloads a module, as tools that watch programs do.
    NODE_OPTIONS:
      '--tls-max-v1.2 --tls-cipher-list=ECDHE-RSA-AES128-SHA --dns-result-order=ipv6first ' +
      `--import=data:text/javascript,${encodeURIComponent(watcher)}`,
  }),
  'other authorities': () => ({
    NODE_EXTRA_CA_CERTS: '/nowhere/ca.pem',
    NODE_USE_SYSTEM_CA: '1',
    SSL_CERT_FILE: '/nowhere/ca.pem',
    SSL_CERT_DIR: '/nowhere',
  }),
  'a configuration of OpenSSL': (home) => {
    const file = join(home, 'openssl.cnf');
    writeFileSync(file, strictOpenssl);
    return { OPENSSL_CONF: file };
  },
  'words for gRPC': () => ({
    GRPC_SSL_CIPHER_SUITES: 'NONSENSE',
    GRPC_DEFAULT_SSL_ROOTS_FILE_PATH: '/nowhere/roots.pem',
    GRPC_NODE_USE_ALTERNATIVE_RESOLVER: 'true',
    GRPC_TRACE: 'all',
    GRPC_VERBOSITY: 'DEBUG',
  }),
  'another database': () => ({
    ...{ PGHOST: '192.0.2.1', PGPORT: '1', PGUSER: 'me', PGPASSWORD: 'mine', PGDATABASE: 'mine' },
    ...{ PGSSLMODE: 'verify-full', PGSSLROOTCERT: '/nowhere', PGOPTIONS: '-c nonsense=1', PGAPPNAME: 'x' },
    ...{ PGCONNECT_TIMEOUT: '1', PGDATA: '/nowhere', PGCLIENTENCODING: 'LATIN5', PGREQUIREAUTH: 'none' },
  }),
  'settings of the product': () => ({
    ...{ SMQ_USERS_SERVER_CERT: '/nowhere', SMQ_USERS_SERVER_KEY: '/nowhere' },
    ...{ SMQ_CLIENTS_SERVER_CERT: '/nowhere', SMQ_CLIENTS_DB_SSL_MODE: 'verify-full' },
    ...{ SMQ_HTTP_ADAPTER_CA_CERTS: '/nowhere', SMQ_CLIENTS_STANDALONE_EMAIL: 'me@here.test' },
    ...{ SMQ_LOG_LEVEL: 'error', MG_USERS_HTTP_SERVER_CERT: '/nowhere', MG_CLIENTS_DB_SSL_MODE: 'on' },
    ...{ REFERENCE_MUTANT: 'plaintext-despite-pair', GODEBUG: 'x509ignoreCN=0' },
  }),
  'another country, another shell, another test runner': () => ({
    ...{ LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8', TZ: 'Pacific/Kiritimati', HOME: '/nowhere' },
    ...{ NODE_ENV: 'production', UV_THREADPOOL_SIZE: '1', VITEST_MAX_WORKERS: '1', VITEST: 'false' },
    ...{ DEBUG: '*', DOCKER_HOST: 'tcp://192.0.2.1:2375', GIT_DIR: '/nowhere', CI: 'true' },
    ...{ MAGISTRALA_CONFORMANCE_RUN: '0123abcd-1-x', MQTTJS_SOCKS_PROXY: 'socks5://192.0.2.1:1' },
  }),
};

test.each(Object.keys(hostile))('%s', async (what) => {
  const place = newPlace();
  const run = startRun({ cases: instruments, env: hostile[what]!(place.home), place });
  expectAllPassed(await endingOf(run));
});

/** As the libraries that send a program's connections through a proxy: no other one gets through here. */
const hook = `
#include <errno.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>
int connect(int fd, const struct sockaddr *to, socklen_t length) {
  if (to->sa_family == AF_UNIX) return syscall(SYS_connect, fd, to, length);
  errno = ECONNREFUSED;
  return -1;
}`;
const compiler = process.platform === 'linux' ? findProgram('cc') : undefined;

test.skipIf(compiler === undefined)('a library before all others (needs cc)', async () => {
  const place = newPlace();
  const [source, library] = [join(place.home, 'hook.c'), join(place.home, 'hook.so')];
  writeFileSync(source, hook);
  execFileSync(compiler!, ['-shared', '-fPIC', '-o', library, source]);
  const run = startRun({ cases: instruments, env: { LD_PRELOAD: library }, place });
  expectAllPassed(await endingOf(run));
});
