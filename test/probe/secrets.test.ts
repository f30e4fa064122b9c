/** Tests that a key or a password is found in every notation of `spellings.ts`, and that nothing of it is stored. */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { readOutput, type Secret } from '../../src/probe/output.ts';
import { redact } from '../../src/probe/output/redact.ts';
import { searchFor } from '../../src/probe/output/search.ts';
import { tracesOfKey, tracesOfText, type Traces } from '../../src/probe/output/traces.ts';
import { spellingsOfBytes, spellingsOfKey } from './spellings.ts';

const pem = (key: { privateKey: { export: (how: { type: 'pkcs8'; format: 'pem' }) => string | Buffer } }) =>
  key.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const newKeys = {
  'P-256': () => pem(generateKeyPairSync('ec', { namedCurve: 'P-256' })),
  'P-384': () => pem(generateKeyPairSync('ec', { namedCurve: 'P-384' })),
  Ed25519: () => pem(generateKeyPairSync('ed25519')),
  RSA: () => pem(generateKeyPairSync('rsa', { modulusLength: 2048 })),
};
const search = (text: string, secrets: Traces[]) => searchFor(secrets).places(text);
const around = (text: string): string => `before it\n{"level":"info","msg":"here"} ${text}\nafter it`;
const read = (text: string, secrets: Secret[]) => readOutput(text, { secrets, names: [], redact: [] });

describe.each(Object.entries(newKeys))('a private key, %s', (_, make) => {
  const key = make();
  const secret: Secret = { kind: 'private-key', of: 'users.http.key', traces: tracesOfKey(key) };
  const other = make();

  test.each(Object.entries(spellingsOfKey(key)))('%s: found, and nothing of it stored', (name, text) => {
    const seen = read(around(text), [secret]);
    expect(seen.secrets).toMatchObject([{ kind: 'private-key', of: 'users.http.key' }]);
    const stored = seen.tail.join('\n');
    expect(search(stored, [secret.traces]).size, stored).toBe(0);
    if (seen.tail.length < 40) expect(seen.tail.at(0)).toBe('before it');
    expect(seen.tail.at(-1)).toBe('after it');
  });

  test('another one in any spelling is not taken for it', () => {
    for (const [name, text] of Object.entries(spellingsOfKey(other))) {
      expect(read(around(text), [secret]).secrets, name).toEqual([]);
    }
  });

  test('a part of it is enough', () => {
    const hex = Buffer.from(key).toString('hex');
    const cut = read(around(hex.slice(0, hex.length * 0.8)), [secret]);
    expect(cut.secrets).toHaveLength(1);
  });
});

describe.each([
  ['random', randomBytes(12).toString('hex')],
  ['with a blank', `${randomBytes(6).toString('hex')} ${randomBytes(6).toString('hex')}`],
  ['with signs', 'pa"ss\\w%41örd<&>/+=7'],
  ['of a device', `s-${randomBytes(12).toString('hex')}`],
])('a word, %s', (_, word) => {
  const secret: Secret = { kind: 'password', of: 'users.db', traces: tracesOfText(word) };

  test.each(Object.entries(spellingsOfBytes(Buffer.from(word))))(
    '%s: found, and not stored',
    (name, text) => {
      const seen = read(around(text), [secret]);
      expect(seen.secrets).toMatchObject([{ kind: 'password', of: 'users.db' }]);
      expect(search(seen.tail.join('\n'), [secret.traces]).size, seen.tail.join('\n')).toBe(0);
      expect(seen.tail.at(0)).toBe('before it');
      expect(seen.tail.at(-1)).toBe('after it');
    },
  );
});

test('bytes of which a decoder of text left only some are found', () => {
  const d = Buffer.from('41c3f05a6b7ed1902b5c3d4e99f16788a1b25363e4d5f6777839fa0b4cdd6e7f', 'hex');
  const secret: Traces = { texts: [], bytes: [d], numbers: [] };
  expect(search(`key: ${d.toString('utf8')}`, [secret]).size).toBe(1);
  expect(search(JSON.stringify({ msg: d.toString('utf8') }), [secret]).size).toBe(1);
});

test('what is packed with an id into a token is found', () => {
  const secret = tracesOfText('s-0123456789abcdef');
  const token = Buffer.from('a4b1-domain:s-0123456789abcdef').toString('base64');
  expect(search(`{"token":"Domain${token}"}`, [secret]).size).toBe(1);
});

test('ordinary output holds no secret, and is kept as it is', () => {
  const secrets = Object.values(newKeys).map((make) => tracesOfKey(make()));
  const text = [
    '{"time":"2026-01-01T10:20:30.123Z","level":"INFO","msg":"listening at localhost:9002 with TLS"}',
    `sha256 ${randomBytes(32).toString('hex')} in ${randomBytes(48).toString('base64')}`,
    `[${[...randomBytes(64)].join(' ')}]`,
  ].join('\n');
  expect(search(text, secrets).size).toBe(0);
  expect(redact(text, secrets)).toBe(text);
});
