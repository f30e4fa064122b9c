/** Tests that no secret of a file is printed by `check-env`: in no format, in no error, wherever it was pasted. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parse } from '../../src/cli/program.ts';
import { errorReport } from '../../src/cli/report-error.ts';

const folder = mkdtempSync(join(tmpdir(), 'check-env-secrets-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const secret = 'Zx7CANARYq9';
const encoded = Buffer.from(`${secret}\n`).toString('base64');
const body = 'MIIEvQIBADANBgkqhkiG9w0CANARYAASCBKcwggSjAgEAAoIBAQC7';
const pem = `-----BEGIN PRIVATE KEY-----\n${body}=\n${body}A==\n-----END PRIVATE KEY-----`;
const indented = (text: string, by: number): string => text.replaceAll('\n', `\n${' '.repeat(by)}`);

/**
 * Files of every kind, with a secret in each place that holds one, and in some that should hold none. Names are no
 * secrets: of variables that a value refers to, of keys, of services and of hosts.
 */
const files: Record<string, string> = {
  'values.env': `SMQ_USERS_DB_PASS=${secret}
SMQ_USERS_ADMIN_PASSWORD="${secret}"
SMQ_AUTH_SECRET_KEY='${secret}'
SMQ_EMAIL_PASSWORD= # ${secret}
SMQ_USERS_DB_SSL_MODE=${secret}
SMQ_USERS_HTTP_SERVER_CERT=${secret}
SMQ_CLIENTS_GRPC_URL=user:${secret}@clients:7006
SMQ_ES_URL=redis://user:${secret}@redis:6379/0
SMQ_CLIENTS_STANDALONE_TOKEN=${secret}
SMQ_USERS_DB_PASS=${secret}2
UNKNOWN_TOKEN=${secret}
SMQ_USERS_GRPC_SERVER_KEY="${pem}"
`,
  'dollar.env': `SMQ_USERS_DB_PASS="${secret}$word"\nSMQ_USERS_ADMIN_PASSWORD=\${W:-\${X:-${secret}}\${Y:?${secret}}}\n`,
  'pasted.env': `SMQ_USERS_HTTP_SERVER_KEY=${pem}\nSMQ_USERS_DB_PASS=a\n`,
  'pasted-alone.env': pem,
  'open-quote.env': `SMQ_USERS_DB_PASS="${secret}\nSMQ_USERS_DB_USER=a\n`,
  'blank-in-key.env': `my ${secret} key=1\n${secret}!=2\n=${secret}\n`,
  'compose.yaml': `x-secret: &pass ${secret}
services:
  users:
    image: registry/user:${secret}@supermq/users:v0.19.1
    command: ["--password", "${secret}"]
    labels: { token: "${secret}" }
    environment:
      SMQ_USERS_DB_PASS: *pass
      SMQ_USERS_DB_HOST: users-db
      SMQ_USERS_DB_SSL_MODE: ${secret}
      SMQ_USERS_HTTP_SERVER_CERT: ${secret}
      SMQ_USERS_HTTP_SERVER_KEY: |
        ${indented(pem, 8)}
      SMQ_ES_URL: redis://user:${secret}@redis:6379/0
      SMQ_DOMAINS_GRPC_URL: user:${secret}@domains:7003
      SMQ_USERS_ADMIN_PASSWORD: "${secret}\${W}"
    volumes: [ "./ssl:/ssl:${secret}" ]
  clients:
    image: supermq/clients
    environment:
      - SMQ_CLIENTS_DB_PASS=${secret}
      - SMQ_CLIENTS_STANDALONE_TOKEN=${secret}
      - SMQ_USERS_DB_PASS=\${W:?${secret}}
configs:
  key: { content: "${secret}" }
secrets:
  key: { environment: PASS }
`,
  'broken-compose.yaml': `services:\n  users: {image: supermq/users, environment: {SMQ_USERS_DB_PASS: *${secret}}}\n  ? [${secret}]\n  : [\n`,
  'twice.yaml': `services:\n  users:\n    image: supermq/users\n    environment:\n      SMQ_USERS_DB_PASS: ${secret}\n      SMQ_USERS_DB_PASS: ${secret}\n`,
  'wrong.yaml': `services:\n  users: ${secret}\n  clients: {image: supermq/clients, environment: 5, volumes: ${secret}, ports: ["${secret}"]}\n  auth: {image: supermq/auth, environment: ["a ${secret}", {a: "${secret}"}], extends: {file: a.yaml, service: 1}, env_file: {x: ${secret}}}\n`,
  'tagged.yaml': `services:\n  users: {image: supermq/users, environment: !mine {SMQ_USERS_DB_PASS: !!binary ${encoded}}}\n`,
  'kubernetes.yaml': `apiVersion: v1
kind: Secret
metadata: { name: users }
stringData: { SMQ_USERS_DB_PASS: ${secret}, SMQ_USERS_HTTP_SERVER_CERT: ${secret} }
data: { SMQ_USERS_ADMIN_PASSWORD: ${encoded}, tls.key: "${Buffer.from(pem).toString('base64')}", bad: "%${secret}" }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: users }
data:
  SMQ_USERS_DB_SSL_MODE: ${secret}
  SMQ_EMAIL_PASSWORD: ${secret}
  key.pem: |
    ${indented(pem, 4)}
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: users, annotations: { token: ${secret} } }
spec:
  template:
    spec:
      containers:
        - name: users
          image: supermq/users:v0.19.1
          envFrom: [{ secretRef: { name: users } }, { configMapRef: { name: users } }, { secretRef: ${secret} }]
          env:
            - { name: SMQ_USERS_DB_PASS, value: ${secret} }
            - { name: SMQ_USERS_DB_PASS, value: ${secret} }
            - { name: SMQ_ES_URL, value: "redis://user:${secret}@redis:6379/0" }
            - { name: SMQ_USERS_ADMIN_SECRET, value: "${secret}$(W)" }
            - { name: SMQ_USERS_HTTP_SERVER_KEY, value: "${pem.replaceAll('\n', '\\n')}" }
            - ${secret}
`,
  'broken-kubernetes.yaml': `apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {p: ${secret}\n---\nkind: [${secret}\n`,
  'process.env': `PATH=/bin\nSMQ_USERS_DB_PASS=${secret}\nSMQ_USERS_DB_SSL_MODE=${secret}\n${secret}\nBASH_FUNC_x%%=() { echo ${secret}\n}\n`,
  'words.txt': `${secret}\n${secret} ${secret}\n`,
};
for (const [name, text] of Object.entries(files)) {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}

let said = '';
beforeEach(() => {
  said = '';
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      said += String(text);
      return true;
    });
  }
});
afterEach(() => vi.restoreAllMocks());

/** Everything that a user would see: stdout, stderr, and an error, with its stack as DEBUG=1 shows it. */
const seen = async (...args: string[]): Promise<string> => {
  try {
    await parse(['check-env', '--release', 'v0.19.1', ...args]);
  } catch (error) {
    const { title, expected, found, todo, stack = '', exitCode } = errorReport(error);
    // A mistake of the user, and no fault of the suite.
    expect(exitCode, stack).toBe(2);
    return [said, title, expected, found, todo].join('\n');
  }
  return said;
};

const formats = ['text', 'json', 'markdown', 'html', 'sarif'];
const clear = (text: string): void => {
  expect(text).not.toContain('CANARY');
  expect(text).not.toContain(encoded.slice(0, 12));
  expect(text.length).toBeGreaterThan(20);
};

describe.each(Object.keys(files))('%s', (name) => {
  it.each(formats)('%s', async (format) => {
    clear(await seen(join(folder, name), '--format', format, '--all'));
  });

  it.each(['env', 'compose', 'kubernetes', 'process'])('read as %s', async (kind) => {
    clear(await seen(join(folder, name), '--kind', kind, '--all', '--strict'));
  });

  it('in place of another file', async () => {
    const compose = join(folder, 'compose.yaml');
    clear(await seen(compose, '--env-file', join(folder, name), '--all'));
    clear(await seen(compose, '--baseline', join(folder, name)));
    const written = join(folder, `${name}.baseline`);
    clear(await seen(join(folder, name), '--fail-on', 'any', '--baseline-write', written));
    rmSync(written, { force: true });
  });
});

it('a baseline that is written holds none', async () => {
  const written = join(folder, 'written.yaml');
  await seen(join(folder, 'compose.yaml'), '--fail-on', 'any', '--baseline-write', written);
  clear(readFileSync(written, 'utf8'));
});

it.each([
  ['--shell', `SMQ_USERS_DB_PASS=${secret}`],
  ['--shell', `my pass=${secret}`],
  ['--shell', `=${secret}`],
  [`--shel=SMQ_USERS_DB_PASS=${secret}`],
])('a variable of the shell: %s', async (...args) => {
  clear(await seen(join(folder, 'compose.yaml'), ...args));
});

it('the test would see one', () => {
  expect(() => clear(`${' '.repeat(30)}${secret}`)).toThrow();
  expect(() => clear(`${' '.repeat(30)}${encoded}`)).toThrow();
  expect(() => clear('')).toThrow();
});
