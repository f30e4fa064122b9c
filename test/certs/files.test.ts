/** Tests how certificates, keys and trust anchors are written as files: whole in every form, encrypted, or damaged. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import tls from 'node:tls';
import { describe, expect, it } from 'vitest';
import { createAuthorities } from '../../certs/authorities.ts';
import { fileContent } from '../../certs/files.ts';
import { identitiesFor } from '../../certs/identities.ts';
import type { FileValue } from '../../suites/vocabulary.ts';

const authorities = await createAuthorities();
const identity = identitiesFor(authorities, { label: 'users.http', names: ['localhost'], ips: [] });
const context = { name: 'file.pem', authorities, identity };

async function textOf(value: FileValue): Promise<string> {
  const file = await fileContent(value, context);
  if (file === 'missing' || file.kind !== 'file' || typeof file.content !== 'string') {
    throw new Error(`no text: ${JSON.stringify(file)}`);
  }
  return file.content;
}
const certificates = (pem: string) =>
  pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g)!;
const fingerprint = (pem: string) => new X509Certificate(pem).fingerprint256;

describe('certificate files', () => {
  it.each(['pem', 'crlf', 'preamble', 'unreadable'] as const)('%s: the same certificate', async (form) => {
    const text = await textOf({ file: 'certificate', of: 'right', form });
    expect(certificates(text).map(fingerprint)).toEqual((await identity('right')).chainFingerprints);
    expect(text.startsWith('-----BEGIN')).toBe(form !== 'preamble');
    expect(/[^\r]\n/.test(text)).toBe(form !== 'crlf');
  });

  it('hold leaf and intermediate for right-chain', async () => {
    const text = await textOf({ file: 'certificate', of: 'right-chain' });
    expect(certificates(text).map(fingerprint)).toEqual((await identity('right-chain')).chainFingerprints);
  });
});

describe('key files', () => {
  it.each([
    ['right', undefined, 'PRIVATE KEY'],
    ['right', 'pkcs8', 'PRIVATE KEY'],
    ['right', 'sec1', 'EC PRIVATE KEY'],
    ['right-rsa', 'pkcs1', 'RSA PRIVATE KEY'],
    ['right-rsa', 'pkcs8', 'PRIVATE KEY'],
    ['right', 'crlf', 'PRIVATE KEY'],
    ['right', 'preamble', 'PRIVATE KEY'],
    ['right', 'unreadable', 'PRIVATE KEY'],
  ] as const)('%s as %s: the key of the certificate, labelled %s', async (of, form, label) => {
    const text = await textOf({ file: 'key', of, ...(form ? { form } : {}) });
    const { certificatePem } = await identity(of);
    expect(new X509Certificate(certificatePem).checkPrivateKey(createPrivateKey(text))).toBe(true);
    expect(text).toContain(`-----BEGIN ${label}-----`);
    expect(text.startsWith('-----BEGIN')).toBe(form !== 'preamble');
    expect(/[^\r]\n/.test(text)).toBe(form !== 'crlf');
  });

  it('as encrypted cannot be opened without a passphrase', async () => {
    const text = await textOf({ file: 'key', of: 'right', form: 'encrypted' });
    expect(text).toContain('-----BEGIN ENCRYPTED PRIVATE KEY-----');
    expect(() => createPrivateKey(text)).toThrow(/passphrase|interrupted/i);
  });

  it('refuse a form that the type of the key does not have', async () => {
    await expect(textOf({ file: 'key', of: 'right', form: 'pkcs1' })).rejects.toThrow(
      /pkcs1 exists for rsa keys/,
    );
    await expect(textOf({ file: 'key', of: 'right-rsa', form: 'sec1' })).rejects.toThrow(
      /sec1 exists for ec keys/,
    );
  });

  it.each(['certificate', 'key', 'ca'] as const)('%s: only unreadable ones are marked so', async (file) => {
    const value = (form?: 'unreadable'): FileValue =>
      file === 'ca'
        ? { file, of: ['right'], ...(form ? { form } : {}) }
        : { file, of: 'right', ...(form ? { form } : {}) };
    expect(await fileContent(value('unreadable'), context)).toMatchObject({ kind: 'file', unreadable: true });
    expect(await fileContent(value(), context)).not.toHaveProperty('unreadable');
  });
});

describe('trust anchor files', () => {
  it('hold the authorities in the given order, also with comments between', async () => {
    for (const form of ['pem', 'comments'] as const) {
      for (const of of [['right', 'other'], ['other', 'right'], ['expired']] as const) {
        const text = await textOf({ file: 'ca', of, form });
        expect(certificates(text).map(fingerprint)).toEqual(
          of.map((authority) => fingerprint(authorities[authority].certificatePem)),
        );
        expect(/^#/m.test(text)).toBe(form === 'comments');
        expect(() => tls.createSecureContext({ ca: text })).not.toThrow();
      }
    }
  });

  it('hold DER without any PEM', async () => {
    const file = await fileContent({ file: 'ca', of: ['right'], form: 'der' }, context);
    if (file === 'missing' || file.kind !== 'file') throw new Error('no file');
    expect(Buffer.from(file.content as Uint8Array).toString('latin1')).not.toContain('BEGIN');
    expect(new X509Certificate(file.content as Uint8Array).subject).toBe(
      `CN=${authorities.right.commonName}`,
    );
  });
});

const damaged = (as: 'missing' | 'empty' | 'garbage' | 'directory') =>
  fileContent({ file: 'damaged', as, name: 'ca' }, context);

describe('damaged files', () => {
  it('are missing, empty, a directory, or nothing that a parser knows', async () => {
    expect(await damaged('missing')).toBe('missing');
    expect(await damaged('empty')).toEqual({ name: 'file.pem', kind: 'file', content: '' });
    expect(await damaged('directory')).toEqual({ name: 'file.pem', kind: 'directory' });
    const garbage = await damaged('garbage');
    if (garbage === 'missing' || garbage.kind !== 'file') throw new Error('no file');
    expect(() => new X509Certificate(garbage.content)).toThrow();
    expect(() => createPrivateKey(garbage.content as string)).toThrow();
  });
});
