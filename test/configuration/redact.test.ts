/** Tests what may be printed of a value, and that a secret is never part of it. */
import { describe, expect, it } from 'vitest';
import { isSecretInClear, isSecretName, shown, shownText } from '../../src/configuration/redact.ts';

const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1c2VyIn0.c2lnbmF0dXJl';

/** Printed as they are. */
const plain: [name: string, text: string][] = [
  ['SMQ_USERS_HTTP_PORT', '9002'],
  ['SMQ_AUTH_ACCESS_TOKEN_DURATION', '1h'],
  ['SMQ_CLIENTS_GRPC_TIMEOUT', '1.5s'],
  ['SMQ_AUTH_CACHE_KEY_DURATION', '10m'],
  ['SMQ_JAEGER_TRACE_RATIO', '1.0'],
  ['SMQ_SEND_TELEMETRY', 'true'],
  ['SMQ_USERS_DB_SSL_MODE', 'verify-full'],
  ['SMQ_USERS_DB_SSL_MODE', 'required'],
  ['SMQ_CLIENTS_LOG_LEVEL', 'debug'],
  ['AUTH', 'x509'],
  ['SMQ_AUTH_KEYS_ALGORITHM', 'EdDSA'],
  ['SMQ_AUTH_GRPC_URL', 'auth:7001'],
  ['SMQ_AUTH_GRPC_URL', 'auth.smq.svc.cluster.local:7001'],
  ['SMQ_AUTH_GRPC_URL', 'smq-envoy:"7001"'],
  ['SMQ_CERTS_SDK_CERTS_URL', '${SMQ_CERTS_SDK_HOST}:9010'],
  ['SMQ_USERS_HTTP_HOST', 'users'],
  ['SMQ_USERS_HTTP_HOST', '0.0.0.0'],
  ['SMQ_USERS_HTTP_HOST', '::'],
  ['ANY', '[::1]:7001'],
  ['ANY', 'iot.example.org'],
  ['SMQ_USERS_HTTP_SERVER_CERT', '/certs/users.crt'],
  ['SMQ_USERS_HTTP_SERVER_KEY', '/certs/users.key'],
  ['SMQ_USERS_HTTP_SERVER_KEY', './ssl/certs/users-grpc-server.key'],
  ['SMQ_USERS_HTTP_SERVER_KEY', 'ssl/certs/users.key'],
  ['SMQ_USERS_HTTP_SERVER_KEY', '/etc/ssl/users'],
  ['SMQ_USERS_DB_PASS_FILE', '/run/secrets/db'],
  ['SMQ_MESSAGE_BROKER_URL', 'nats://nats:4222'],
  ['SMQ_MESSAGE_BROKER_URL', 'nats://nats-1:4222,nats://nats-2:4222'],
  ['SMQ_VAULT_HOST', 'https://vault:8200/v1/secrets'],
  ['ANY', '$(HOST)'],
];

/** Printed, in part. */
const parts: [name: string, text: string, printed: string][] = [
  ['SMQ_ES_URL', 'redis://:hunter2@redis:6379/0', 'redis://(login)@redis:6379/0'],
  ['SMQ_ES_URL', 'amqp://guest:hunter2@nginx:5682/', 'amqp://(login)@nginx:5682/'],
  ['SMQ_ES_URL', 'amqp://guest:hun/te?r2@nginx:5682/', 'amqp://(login)@nginx:5682/'],
  ['SMQ_ES_URL', 'amqp://guest:hun@ter2@nginx:5682/', 'amqp://(login)@nginx:5682/'],
  ['SMQ_ES_URL', 'nats://hunter2@a:1,nats://b:2', 'nats://(login)@a:1,nats://b:2'],
  [
    'SMQ_DB_URL',
    'postgres://db:5432/users?sslmode=verify-ca&password=hunter2',
    'postgres://db:5432/users?(more)',
  ],
  ['SMQ_DB_URL', 'postgres://hunter2:hunter2/users', 'postgres://(host)/users'],
  ['SMQ_X_URL', 'https://example.org/T0123ABCD456/b', 'https://example.org/(path)'],
  ['SMQ_X_URL', 'https://example.org/a#hunter2', 'https://example.org/a?(more)'],
];

/** Described. */
const hidden: [name: string, text: string, printed: string][] = [
  ['SMQ_USERS_DB_PASS', 'hunter2', '(a secret of 7 characters)'],
  ['SMQ_USERS_DB_PASS', '123456', '(a secret of 6 characters)'],
  ['SMQ_USERS_DB_PASS', 'true', '(a secret of 4 characters)'],
  ['SMQ_USERS_DB_PASS', 'host:1', '(a secret of 6 characters)'],
  ['SMQ_USERS_DB_PASS', '/hunter2', '(a secret of 8 characters)'],
  ['SMQ_USERS_ADMIN_PASSWORD', 'x', '(a secret of 1 character)'],
  ['dbPassword', 'hunter2', '(a secret of 7 characters)'],
  [
    'SMQ_AUTH_SECRET_KEY',
    'HyE2D4RUt9nnKG6v8zKEqAp6g6ka8hhZsqUpzgKvnwpXrNVQSH',
    '(a secret of 50 characters)',
  ],
  ['SMQ_AUTH_SECRET_KEY', '/8Qm3xZt91LkPq0vB7Yd', '(a secret of 20 characters)'],
  ['SMQ_SPICEDB_PRE_SHARED_KEY', '12345678', '(a secret of 8 characters)'],
  ['SMQ_CERTS_VAULT_APPROLE_ROLEID', 'magistrala', '(a secret of 10 characters)'],
  ['SMQ_OAUTH_CLIENT_SECRET', '$(HUNTER2)', '(a secret of 10 characters)'],
  ['SLACK_WEBHOOK_URL', 'https://hooks.example.org/services/T0', '(a secret of 37 characters)'],
  ['SENTRY_DSN', 'https://abc@example.org/1', '(a secret of 25 characters)'],
  ['ANY', 'hunter2', '(a text of 7 characters)'],
  ['ANY', jwt, `(a text of ${jwt.length} characters)`],
  ['ANY', '8b4b3d1e-0f3a-4c55-9f0e-5d2f3a1b2c3d', '(a text of 36 characters)'],
  ['SMQ_X_URL', '0123456789abcdef0123456789abcdef:1', '(a text of 34 characters)'],
  ['SMQ_X_URL', 'guest:hunter2@nginx', '(a text of 19 characters)'],
  ['SMQ_X_URL', '${X:-hunter2}', '(a text of 13 characters)'],
  ['SMQ_X', 'host=db password=hunter2', '(a text of 24 characters)'],
  ['SMQ_X', 'user:hunter2@tcp(db)/users', '(a text of 26 characters)'],
  ['SMQ_USERS_PASS_REGEX', '^.{8,}$', '(a text of 7 characters)'],
  ['ANY', '/certs/users.crt\n', '(a text of 17 characters)'],
  ['ANY', '\u001b[31m', '(a text of 5 characters)'],
  ['ANY', '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n', '(a certificate as PEM)'],
  [
    'ANY',
    '-----BEGIN CERTIFICATE-----\nMIIB\n-----BEGIN EC PRIVATE KEY-----\nMIIB\n',
    '(a private key as PEM)',
  ],
  ['ANY', '-----BEGIN X509 CRL-----\n', '(PEM text)'],
  ['SMQ_USERS_HTTP_SERVER_KEY', '-----BEGIN PRIVATE KEY-----\nMIIB\n', '(a private key as PEM)'],
];

describe('shown', () => {
  it.each(plain)('%s=%s is printed', (name, text) => {
    expect(shownText(name, text)).toBe(text);
  });

  it.each(parts)('%s=%s is printed in part', (name, text, printed) => {
    expect(shownText(name, text)).toBe(printed);
  });

  it.each(hidden)('%s=%s is described', (name, text, printed) => {
    expect(shownText(name, text)).toBe(printed);
  });

  it('says that a value is empty, and that it is not there', () => {
    expect(shownText('SMQ_USERS_DB_PASS', '')).toBe('(empty)');
    expect(shown('A', {})).toBe('(not in the files)');
    expect(shown('A', { text: '1' })).toBe('1');
  });

  it('prints no more of a secret than a name, a port and a path, wherever it stands', () => {
    const secret = 'q7Rw2Zx9Lm4Tk8Vb3Np6';
    const around = [
      '',
      '/',
      './',
      'user:',
      '://',
      'postgres://u:',
      '@db',
      ':5432',
      '?p=',
      ' ',
      '\n',
      '"',
      '${',
      '}',
    ];
    for (const name of ['SMQ_X', 'SMQ_X_URL', 'SMQ_X_MODE', 'SMQ_X_PASS', 'SMQ_X_KEY']) {
      for (const before of around) {
        for (const after of around) {
          expect(shownText(name, before + secret + after)).not.toContain(secret);
        }
      }
    }
  });

  it('answers at once, whatever the text is', () => {
    for (const text of [
      'a.'.repeat(500_000),
      '/a'.repeat(500_000),
      `${'a'.repeat(1_000_000)}@`,
      'a:'.repeat(500_000),
    ]) {
      expect(shownText('SMQ_X_KEY', text)).toBe(
        '(a secret of 1000000 characters)'.replace('1000000', String(text.length)),
      );
      expect(shownText('SMQ_X', text)).toBe(`(a text of ${text.length} characters)`);
    }
  });
});

describe('isSecretName', () => {
  it.each([
    ['SMQ_USERS_DB_PASS', true],
    ['POSTGRES_PASSWORD', true],
    ['SMQ_CLIENTS_STANDALONE_TOKEN', true],
    ['SMQ_AUTH_GRPC_CLIENT_KEY', true],
    ['SMQ_AUTH_KEYS_ALGORITHM', false],
    ['SMQ_PASSWORD_RESET_URL_PREFIX', false],
    ['SMQ_AUTH_REFRESH_TOKEN_DURATION', false],
    ['SMQ_AUTH_GRPC_URL', false],
    ['SMQ_KEYSTONE', false],
    ['MG_MONKEYS', true],
  ])('%s: %s', (name, expected) => {
    expect(isSecretName(name)).toBe(expected);
  });
});

describe('isSecretInClear', () => {
  it.each([
    ['SMQ_USERS_DB_PASS', 'hunter2', true],
    ['SMQ_USERS_DB_PASS', '', false],
    ['SMQ_USERS_DB_PASS', '$(PASS)', false],
    ['SMQ_USERS_DB_PASS', '${PASS}', false],
    ['SMQ_USERS_DB_PASS', '$ecret', true],
    ['SMQ_USERS_SERVER_KEY', '/certs/users.key', false],
    ['SMQ_USERS_SERVER_KEY', 'users.key', true],
    ['SMQ_X', '-----BEGIN RSA PRIVATE KEY-----', true],
    ['SMQ_X', 'hunter2', false],
  ])('%s=%s: %s', (name, text, expected) => {
    expect(isSecretInClear(name, text)).toBe(expected);
  });
});
