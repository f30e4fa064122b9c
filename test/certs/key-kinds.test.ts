/** Tests kinds of keys and text forms of files: each is what its name says, and serves TLS. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import tls from 'node:tls';
import { describe, expect, it } from 'vitest';
import { createAuthorities, parseAuthorities, serializeAuthorities } from '../../certs/authorities.ts';
import { fileContent } from '../../certs/files.ts';
import { identitiesFor, issue } from '../../certs/identities.ts';
import { searchFor } from '../../src/probe/output/search.ts';
import { tracesOfKey } from '../../src/probe/output/traces.ts';
import type { FileValue } from '../../suites/vocabulary.ts';

const authorities = parseAuthorities(await serializeAuthorities(await createAuthorities({ rsa4096: true })));
const about = { label: 'users.http', names: ['localhost'], ips: [] };
const identity = identitiesFor(authorities, about);

const textOf = async (value: FileValue): Promise<string> => {
  const file = await fileContent(value, { name: 'file.pem', authorities, identity });
  if (file === 'missing' || file.kind !== 'file') throw new Error(`no text: ${JSON.stringify(file)}`);
  return String(file.content);
};

/** What a verifying client reads from a server with these two files. */
const served = async (cert: string, key: string): Promise<string> => {
  const server = tls.createServer({ cert, key }, (socket) => socket.end('served'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    const ca = authorities.right.certificatePem;
    const socket = tls.connect({ port, host: '127.0.0.1', servername: 'localhost', ca });
    const [bytes] = await once(socket, 'data');
    return String(bytes);
  } finally {
    server.close();
  }
};

describe.each([
  ['right-p384', { asymmetricKeyType: 'ec', asymmetricKeyDetails: { namedCurve: 'secp384r1' } }],
  ['right-rsa-4096', { asymmetricKeyType: 'rsa', asymmetricKeyDetails: { modulusLength: 4096 } }],
  ['right-ed25519', { asymmetricKeyType: 'ed25519' }],
] as const)('%s', (of, expected) => {
  it('has a key of that kind, which serves and whose leak would be found', async () => {
    const { privateKey, certificatePem } = await identity(of);
    expect(privateKey).toMatchObject(expected);
    expect(new X509Certificate(certificatePem).checkPrivateKey(privateKey)).toBe(true);
    const key = await textOf({ file: 'key', of });
    expect(await served(await textOf({ file: 'certificate', of }), key)).toBe('served');
    expect(searchFor([tracesOfKey(key)]).places(`key: ${key}`).size).toBe(1);
  });
});

it('the key of 4096 bits is one for all, made only when it is wanted', async () => {
  const [one, other] = await Promise.all(
    [1, 2].map(async () => issue(authorities, { ...about, identity: 'right-rsa-4096' })),
  );
  expect(one!.privateKey.equals(other!.privateKey)).toBe(true);
  expect(await (await createAuthorities()).rsa4096Keys).toEqual([]);
});

describe.each([
  ['blanks', /^\n\n[\s\S]*-----BEGIN [A-Z ]+----- \n/],
  ['bom', /^\uFEFF-----BEGIN/],
] as const)('the form %s', (form, looks) => {
  it('holds the same pair in other text', async () => {
    const cert = await textOf({ file: 'certificate', of: 'right-chain', form });
    const key = await textOf({ file: 'key', of: 'right-chain', form });
    expect(cert).toMatch(looks);
    expect(key).toMatch(looks);
    const blocks = cert.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
    expect(blocks.map((pem) => new X509Certificate(pem).fingerprint256)).toEqual(
      (await identity('right-chain')).chainFingerprints,
    );
    const [block] = key.match(/-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----/) ?? [];
    expect(createPrivateKey(block!).equals((await identity('right-chain')).privateKey)).toBe(true);
    expect(searchFor([tracesOfKey(key)]).places(key).size).toBe(1);
  });
});

it('blanks stand at the end of every line, and blank lines around the blocks', async () => {
  const lines = (await textOf({ file: 'certificate', of: 'right-chain', form: 'blanks' })).split('\n');
  const [blank, text] = [lines.filter((line) => !line.trim()), lines.filter((line) => line.trim())];
  expect(blank.length).toBeGreaterThanOrEqual(5);
  expect(text.filter((line) => !line.endsWith(' '))).toEqual([]);
  expect(
    await served(
      await textOf({ file: 'certificate', of: 'right', form: 'blanks' }),
      await textOf({ file: 'key', of: 'right', form: 'blanks' }),
    ),
  ).toBe('served');
});

describe('a key behind its curve', () => {
  it.each([
    ['right', 'prime256v1', 'BggqhkjOPQMBBw=='],
    ['right-p384', 'secp384r1', 'BgUrgQQAIg=='],
  ] as const)('%s: %s', async (of, _, curve) => {
    const key = await textOf({ file: 'key', of, form: 'parameters' });
    expect(key.split('\n').slice(0, 4)).toEqual([
      '-----BEGIN EC PARAMETERS-----',
      curve,
      '-----END EC PARAMETERS-----',
      '-----BEGIN EC PRIVATE KEY-----',
    ]);
    expect(await served(await textOf({ file: 'certificate', of }), key)).toBe('served');
  });

  it('exists for EC keys only', async () => {
    await expect(textOf({ file: 'key', of: 'right-rsa', form: 'parameters' })).rejects.toThrow(
      /parameters exists for ec keys/,
    );
  });
});

it('certificate and key in one file: the same text by either setting', async () => {
  const cert = await textOf({ file: 'certificate', of: 'right-chain', form: 'with-key' });
  expect(await textOf({ file: 'key', of: 'right-chain', form: 'with-certificate' })).toBe(cert);
  expect(cert.match(/-----BEGIN [A-Z ]+-----/g)).toEqual([
    '-----BEGIN CERTIFICATE-----',
    '-----BEGIN CERTIFICATE-----',
    '-----BEGIN PRIVATE KEY-----',
  ]);
  expect(await served(cert, cert)).toBe('served');
  // A leak is found in either of the two files.
  expect(searchFor([tracesOfKey(cert)]).places(cert).size).toBe(1);
});
