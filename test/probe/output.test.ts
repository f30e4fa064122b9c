/** Tests how error lines, names of settings and secrets are found in the output of a service. */
import { describe, expect, test } from 'vitest';
import { type OutputContext, readOutput } from '../../src/probe/output.ts';
import { tracesOfKey, tracesOfText } from '../../src/probe/output/traces.ts';
import { pairOf } from '../fixtures/peers/known-good.ts';

const { key, cert } = await pairOf('right');
const other = await pairOf('right-rsa');
const nothing: OutputContext = { secrets: [], names: [], redact: [] };
const json = (level: string, msg: string): string => JSON.stringify({ time: 'T', level, msg });
const keySecret = { kind: 'private-key', of: 'users.http.key', traces: tracesOfKey(key) } as const;

describe('error lines', () => {
  const lines = (text: string, ended = false): string[] => readOutput(text, { ...nothing, ended }).errors;

  test.each([
    json('error', 'x'),
    json('ERROR', 'x'),
    json('fatal', 'x'),
    '{"level":50,"msg":"x"}',
    '{"severity":"CRITICAL","message":"x"}',
    'time=2025 level=ERROR msg="x"',
    '2025/01/02 03:04:05 failed to load users configuration : env: parse error',
    '2025/01/02 03:04:05 failed to init logger: unrecognized level',
    'panic: runtime error: index out of range',
    'fatal error: all goroutines are asleep - deadlock!',
    'Error: cannot read the certificate',
    'TypeError: x is not a function',
    'Uncaught RangeError: invalid value',
    'open /files/ca.pem: no such file or directory',
    '{"level":"error","msg":"cut off in the mid',
  ])('%s is one', (line) => {
    expect(lines(`${json('info', 'before')}\n${line}\n${json('info', 'after')}`)).toEqual([line]);
  });

  test.each([
    json('info', 'nothing failed: error handling is set up'),
    json('WARN', 'failed to authenticate'),
    '{"level":30,"msg":"error"}',
    '{"level":"trace","message":"adding object definition"}',
    'time=2025 level=INFO msg="error handling"',
    '2025/01/02 03:04:05 The binary was build using Nats as the events store',
    '    at openFile (file:///app/failed.js:1:1)',
    'goroutine 1 [running]: failed',
  ])('%s is none', (line) => {
    expect(lines(line)).toEqual([]);
  });

  test('are all read, not the last one only', () => {
    const text = [json('error', 'first'), json('info', 'x'), json('error', 'tracer'), ''].join('\n');
    expect(lines(text)).toEqual([json('error', 'first'), json('error', 'tracer')]);
  });

  test('also hold the last lines of a service that ended', () => {
    const text = `${json('info', 'starting')}\nsomething odd\nand its second line\n`;
    expect(lines(text)).toEqual([]);
    expect(lines(text, true)).toEqual(['something odd', 'and its second line']);
    expect(lines(`early words\n${json('info', 'stopped')}\n`, true)).toEqual([]);
  });

  test('and the tail are bounded in number and length, names are found beyond that', () => {
    const many = Array.from({ length: 100 }, (_, at) => json('error', `${at} ${'x'.repeat(3000)}`));
    const context = { ...nothing, names: [{ label: 'last', needles: ['the-last'] }] };
    const seen = readOutput([...many, json('error', 'the-last')].join('\n'), context);
    expect(seen.errors).toHaveLength(40);
    expect(seen.tail).toHaveLength(40);
    expect(Math.max(...[...seen.errors, ...seen.tail].map((line) => line.length))).toBeLessThanOrEqual(1001);
    expect(seen.errorsName).toEqual(['last']);
    expect(seen.bytes).toBeGreaterThan(300_000);
  });
});

describe('names', () => {
  const names = [
    { label: 'cert', needles: ['SMQ_USERS_SERVER_CERT', '/files/users-cert.pem', 'users-cert.pem'] },
  ];
  const named = (text: string): boolean => readOutput(text, { ...nothing, names }).errorsName.length > 0;

  test.each([
    'SMQ_USERS_SERVER_CERT: no such file',
    'cannot read /files/users-cert.pem',
    'open users-cert.pem: permission denied',
    'invalid users-cert.pem.',
    'invalid "users-cert.pem"',
    'open /elsewhere/users-cert.pem: denied',
  ])('are found in an error line: %s', (message) => {
    expect(named(json('error', message))).toBe(true);
  });

  test.each([
    'SMQ_USERS_SERVER_CERT_FILE: no such file',
    'X_SMQ_USERS_SERVER_CERT: no such file',
    'open other-users-cert.pem: denied',
    'open users-cert.pem.bak: denied',
    'open a certificate: denied',
  ])('are not found in another name: %s', (message) => {
    expect(named(json('error', message))).toBe(false);
  });

  test('are found in any error line, not the last one only', () => {
    expect(named([json('error', 'users-cert.pem is bad'), json('error', 'tracer')].join('\n'))).toBe(true);
  });

  test('are not found outside error lines', () => {
    expect(named(json('info', 'reading /files/users-cert.pem'))).toBe(false);
  });
});

const flat = (text: string): string => text.replaceAll(/\s+/g, '');

describe('secrets', () => {
  const seen = (text: string, secrets: OutputContext['secrets']) => readOutput(text, { ...nothing, secrets });
  const body = key.split('\n').slice(1, -2).join('\n');

  test.each([
    ['as it stands', key],
    ['in a JSON string', json('error', `open ${key}: no such file or directory`)],
    ['in a JSON string within another', json('error', json('error', key))],
    ['in one line', key.replaceAll('\n', '')],
    ['with blanks for line ends', key.replaceAll('\n', ' ')],
    ['without its armour', body],
    ['with CRLF', key.replaceAll('\n', '\r\n')],
    ['cut off', json('error', key.slice(0, 200))],
    ['among other words', json('info', `sslkey=${flat(body)} sslmode=x`)],
  ])('a key is found and not stored: %s', (_, text) => {
    const found = seen(`before\n${text}\nafter`, [keySecret]);
    expect(found.secrets).toMatchObject([{ kind: 'private-key', of: 'users.http.key' }]);
    expect([2, 3]).toContain(found.secrets[0]?.lines?.[0]);
    const stored = flat(JSON.stringify([found.tail, found.errors]));
    for (const piece of keySecret.traces.bytes) expect(stored).not.toContain(piece.toString('latin1'));
    expect(stored).toContain('[redacted]');
    expect(found.tail.at(0)).toBe('before');
    expect(found.tail.at(-1)).toBe('after');
  });

  test('another key is not taken for it', () => {
    expect(seen(other.key, [keySecret]).secrets).toEqual([]);
  });

  test('a certificate is no key, but is not stored either', () => {
    const found = seen(json('error', `open ${cert}: no such file`), [keySecret]);
    expect(found.secrets).toEqual([]);
    expect(found.errors).toEqual([json('error', 'open [redacted]\n: no such file')]);
  });

  test('a block that was cut off does not swallow what follows', () => {
    const { tail } = seen(`open ${cert.slice(0, 300)}: file name too long\nfailed to start\n${cert}`, []);
    expect(tail).toEqual(['open [redacted]: file name too long', 'failed to start', '[redacted]']);
  });

  const password = 'pa"ss wörd';
  test.each([
    ['as it stands', `password=${password} host=x`],
    ['in a JSON string', json('error', password)],
    ['in a URL', `postgres://me:${encodeURIComponent(password)}@host/db`],
  ])('a password is found and not stored: %s', (_, text) => {
    const found = seen(text, [{ kind: 'password', of: 'users.db', traces: tracesOfText(password) }]);
    expect(found.secrets).toEqual([{ kind: 'password', of: 'users.db', lines: [1] }]);
    expect(JSON.stringify(found)).not.toMatch(/ss(.{1,3})w/);
    expect(found.tail.join()).toContain('[redacted]');
  });

  test('any of several needles is enough, and each secret is reported once', () => {
    const secrets = [
      { kind: 'password', of: 'users.db', traces: tracesOfText('never printed', 'tail-of-it') },
      { kind: 'token', of: 'standalone.token', traces: tracesOfText('tok-123456') },
      { kind: 'token', of: 'empty', traces: tracesOfText('') },
    ] as const;
    const found = seen('password=xxxxx tail-of-it\npassword=xxxxx tail-of-it', secrets);
    expect(found.secrets).toEqual([{ kind: 'password', of: 'users.db', lines: [1, 2] }]);
  });

  test('are reported with the first lines that hold them', () => {
    const secrets = [{ kind: 'password', of: 'users.db', traces: tracesOfText('hunter2-hunter2') }] as const;
    const lines = [
      'start',
      '',
      'hunter2-hunter2',
      'wörds',
      'x hunter2-hunter2',
      'hunter2-hunter2',
      'hunter2-hunter2',
    ];
    expect(seen(lines.join('\r\n'), secrets).secrets[0]?.lines).toEqual([3, 5, 6]);
  });

  test('other text is taken out on request, but does not count', () => {
    const context = {
      ...nothing,
      redact: [tracesOfText('s-0123')],
      names: [{ label: 'x', needles: ['s-0123'] }],
    };
    const found = readOutput(json('error', 'connected with client_key s-0123'), context);
    expect(found).toMatchObject({
      secrets: [],
      errors: [json('error', 'connected with client_key [redacted]')],
    });
    expect(found.errorsName).toEqual(['x']);
  });
});

test('no output is nothing', () => {
  expect(readOutput('', nothing)).toEqual({ bytes: 0, tail: [], errors: [], errorsName: [], secrets: [] });
});
