/** Tests that the search for secrets finds a printed private key in every text form, and takes no other text for it. */
import { describe, expect, it } from 'vitest';
import { createAuthorities, newEcKey } from '../../certs/authorities.ts';
import { keyTraces } from '../../certs/key-leak.ts';
import { type KeyForm, keyText } from '../../certs/key-text.ts';
import { searchFor } from '../../src/probe/output/search.ts';
import { tracesOfKey } from '../../src/probe/output/traces.ts';

const shows = (output: string, pem: string): boolean => searchFor([tracesOfKey(pem)]).places(output).size > 0;

const { rsaKeys } = await createAuthorities();
const [rsa] = await rsaKeys;
const ec = newEcKey();
const texts = [
  ...(['pkcs8', 'sec1', 'encrypted', 'crlf', 'preamble'] as const).map((form) => [`EC ${form}`, ec, form]),
  ...(['pkcs8', 'pkcs1', 'encrypted'] as const).map((form) => [`RSA ${form}`, rsa!, form]),
] as [string, typeof ec, KeyForm][];

describe.each(texts)('text of a key, %s', (_, key, form) => {
  const pem = keyText(key, form);
  const body = pem.slice(pem.indexOf('-----BEGIN'));

  it('is found however it was printed', () => {
    expect(keyTraces(pem).bytes.length).toBeGreaterThan(0);
    const printed = {
      'as it is': body,
      'in JSON': JSON.stringify({ level: 'error', msg: `open ${body}: file name too long` }),
      'in JSON in JSON': JSON.stringify(JSON.stringify(body)),
      'wrapped elsewhere': body.replace(/\s+/g, '').replace(/(.{50})/g, '$1\n  '),
      'behind a prefix': body.replace(/^/gm, '2026-01-01T00:00:00Z ERROR key: '),
      'without line ends': body.replace(/\r?\n/g, ''),
    };
    for (const [how, output] of Object.entries(printed)) {
      expect(shows(output, pem), how).toBe(true);
    }
  });

  it('is not found in the text of another key of the same kind', () => {
    const others = Array.from({ length: 20 }, () => keyText(newEcKey(), 'pkcs8')).join('');
    expect(shows(others, pem)).toBe(false);
    expect(shows('{"level":"error","msg":"tls: failed to parse private key"}', pem)).toBe(false);
  });
});

describe('keyTraces', () => {
  it('finds nothing in a text without a private key', async () => {
    const { right } = await createAuthorities();
    expect(keyTraces(right.certificatePem)).toEqual({ bytes: [], numbers: [] });
    expect(keyTraces('')).toEqual({ bytes: [], numbers: [] });
  });

  it('does not take the public half for a secret', () => {
    const pem = keyText(ec, 'pkcs8');
    const lastLine = pem.trim().split('\n').at(-2)!;
    expect(shows(lastLine, pem)).toBe(false);
  });

  it('covers every line of an RSA key that holds secret numbers', () => {
    const pem = keyText(rsa!, 'pkcs1');
    const printed = pem.trim().split('\n').slice(1, -1);
    // Version and modulus (259 bytes) fill the first five lines and a part of the sixth.
    const found = printed.map((line) => shows(line, pem));
    expect(found.slice(0, 5)).toEqual([false, false, false, false, false]);
    expect(found.slice(6, -1).every(Boolean)).toBe(true);
  });
});
