/** Tests what is said of PEM text, and how a certificate is held against a name, a key and a CA. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { createAuthorities, newEcKey, type Authorities } from '../../certs/authorities.ts';
import { signCertificate } from '../../certs/certificate.ts';
import { issue, type Issued } from '../../certs/identities.ts';
import { keyText } from '../../certs/key-text.ts';
import { fitsName, isSignedBy, keyFits, pemFacts, usages } from '../../src/configuration/certificates.ts';
import type { Identity } from '../../suites/vocabulary.ts';
import { oldCa, oldLeaf } from './old-ca.ts';

let authorities: Authorities;
const issued = new Map<Identity, Issued>();

beforeAll(async () => {
  authorities = await createAuthorities();
  for (const identity of [
    'right',
    'right-chain',
    'name-in-subject',
    'expired',
    'other-ca',
    'same-name-ca',
    'client',
    'self-signed',
  ] as const) {
    const request = { identity, label: 'users', names: ['users', '*.example.org'], ips: ['10.0.0.1', '::1'] };
    issued.set(identity, await issue(authorities, request));
  }
});

const file = (identity: Identity): string => issued.get(identity)!.filePem;
const key = (identity: Identity): string => keyText(issued.get(identity)!.privateKey, 'pkcs8');

const signed = (
  commonName: string,
  privateKey: KeyObject,
  identifiers: { authority?: KeyObject } = {},
): string =>
  signCertificate({
    commonName: 'users',
    key: newEcKey(),
    issuer: { commonName, privateKey },
    identifiers,
    purpose: 'server',
    days: { from: -1, to: 1 },
  });

describe('pemFacts', () => {
  it('says what a certificate is for', () => {
    const facts = pemFacts(file('right'));
    expect(facts).toMatchObject({ isPem: true, labels: ['CERTIFICATE'], keys: [], damaged: 0 });
    const [certificate] = facts.certificates;
    expect(certificate).toMatchObject({
      dnsNames: ['users', '*.example.org'],
      ips: ['10.0.0.1', '0:0:0:0:0:0:0:1'],
      isCa: false,
      selfIssued: false,
      extendedKeyUsage: [usages.server],
    });
    expect(certificate!.validFrom.getTime()).toBeLessThan(Date.now());
    expect(certificate!.validUntil.getTime()).toBeGreaterThan(Date.now());
    expect(pemFacts(file('expired')).certificates[0]!.validUntil.getTime()).toBeLessThan(Date.now());
    expect(pemFacts(file('client')).certificates[0]!.extendedKeyUsage).toEqual([usages.client]);
  });

  it('says that one has a common name alone', () => {
    const [certificate] = pemFacts(file('name-in-subject')).certificates;
    expect(certificate).toMatchObject({ dnsNames: [], ips: [] });
    expect(certificate!.commonName).toBe('users');
  });

  it('says of authorities that they are, and of a chain all of it', () => {
    const ca = pemFacts(authorities.right.certificatePem).certificates[0]!;
    expect([ca.isCa, ca.selfIssued, ca.extendedKeyUsage]).toEqual([true, true, undefined]);
    expect(pemFacts(file('right-chain')).certificates.map(({ isCa }) => isCa)).toEqual([false, true]);
  });

  it.each([
    ['pkcs8', 'ec', false],
    ['sec1', 'ec', false],
    ['crlf', 'ec', false],
    ['preamble', 'ec', false],
    ['blanks', 'ec', false],
    ['parameters', 'ec', false],
    ['encrypted', undefined, true],
  ] as const)(
    'says of a key as %s its type, whether it is encrypted, and nothing else',
    (form, type, encrypted) => {
      const facts = pemFacts(keyText(issued.get('right')!.privateKey, form));
      expect(facts.keys).toEqual([{ encrypted, ...(type && { type }) }]);
      expect(facts).toMatchObject({ isPem: true, certificates: [], damaged: 0 });
      const body = key('right').split('\n')[1]!;
      expect(JSON.stringify(facts)).not.toContain(body.slice(0, 20));
    },
  );

  it('knows an RSA key that is encrypted in the old way', () => {
    const old =
      '-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nMIIB\n-----END RSA PRIVATE KEY-----\n';
    expect(pemFacts(old).keys).toEqual([{ encrypted: true }]);
  });

  it.each([
    ['nothing', '', false, 0],
    ['a path', '/certs/users.crt', false, 0],
    ['DER', '\u30d5\u0001\u0002', false, 0],
    ['an indented block', '  -----BEGIN CERTIFICATE-----\n  MIIB\n  -----END CERTIFICATE-----\n', false, 0],
    ['a block that does not end', '-----BEGIN CERTIFICATE-----\nMIIB\n', false, 0],
    ['garbage in a block', '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n', true, 1],
    ['a key of garbage', '-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n', true, 1],
    ['another block', '-----BEGIN X509 CRL-----\nMIIB\n-----END X509 CRL-----\n', true, 0],
  ])('%s', (_, text, isPem, damaged) => {
    expect(pemFacts(text)).toMatchObject({ isPem, damaged, certificates: [] });
  });

  it('reads a certificate and a key in one file', () => {
    const facts = pemFacts(key('right') + file('right'));
    expect(facts.labels).toEqual(['PRIVATE KEY', 'CERTIFICATE']);
    expect([facts.certificates.length, facts.keys.length]).toEqual([1, 1]);
  });

  it('looks at a thousand blocks, and not at more', () => {
    expect(pemFacts('-----BEGIN X-----\n-----END X-----\n'.repeat(5000)).labels.length).toBe(1000);
  });
});

describe('keyFits', () => {
  it('holds the key against the first certificate', () => {
    expect(keyFits(file('right'), key('right'))).toBe(true);
    expect(keyFits(file('right-chain'), key('right-chain'))).toBe(true);
    expect(keyFits(file('right'), key('other-ca'))).toBe(false);
    const ed25519 = keyText(generateKeyPairSync('ed25519').privateKey, 'pkcs8');
    expect(keyFits(file('right'), ed25519)).toBe(false);
  });

  it('says nothing where one of the two cannot be read', () => {
    expect(keyFits(file('right'), keyText(issued.get('right')!.privateKey, 'encrypted'))).toBe(undefined);
    expect(keyFits(file('right'), file('right'))).toBe(undefined);
    expect(keyFits('', key('right'))).toBe(undefined);
  });
});

describe('isSignedBy', () => {
  const ca = (name: 'right' | 'other' | 'intermediate' | 'sameName'): string =>
    authorities[name].certificatePem;

  it.each([
    ['its own CA', 'right', ['right'], true],
    ['a list with its own CA', 'right', ['other', 'right'], true],
    ['another CA', 'right', ['other'], false],
    ['a CA of the same name with another key', 'right', ['sameName'], false],
    ['a root, by way of what is beside it', 'right-chain', ['right'], true],
    ['an intermediate alone', 'right-chain', ['intermediate'], true],
    ['a root of another', 'right-chain', ['other'], false],
  ] as const)('%s', (_, identity, list, expected) => {
    expect(isSignedBy(file(identity), list.map(ca).join(''))).toBe(expected);
  });

  it('takes a certificate that is on the list itself', () => {
    expect(isSignedBy(file('self-signed'), file('self-signed'))).toBe(true);
    expect(isSignedBy(file('right'), file('self-signed'))).toBe(false);
  });

  it('takes a CA of version 1, as Go does', () => {
    expect(isSignedBy(oldLeaf, oldCa)).toBe(true);
    expect(isSignedBy(file('right'), oldCa)).toBe(false);
  });

  it('leaves key identifiers aside, as Go does', () => {
    const { right } = authorities;
    const identifiers = { authority: newEcKey() };
    expect(isSignedBy(signed(right.commonName, right.privateKey, identifiers), ca('right'))).toBe(true);
  });

  it('does not take a server for a CA', () => {
    const leaf = issued.get('right')!;
    const below = signed(leaf.subject.replace('CN=', ''), leaf.privateKey);
    expect(isSignedBy(below, file('right'))).toBe(false);
  });

  it('does not take the end of a chain without what lies between', () => {
    const [leaf] = file('right-chain').split(/(?<=-----END CERTIFICATE-----\n)/);
    expect(isSignedBy(leaf!, ca('right'))).toBe(false);
  });

  it('says nothing where there is no certificate', () => {
    expect(isSignedBy(file('right'), key('right'))).toBe(undefined);
    expect(isSignedBy('', ca('right'))).toBe(undefined);
  });
});

describe('fitsName', () => {
  // Each row is what `VerifyHostname` of crypto/x509 answers (Go 1.26).
  it.each([
    ['users', ['users'], [], 'fits'],
    ['USERS', ['users'], [], 'fits'],
    ['users.', ['users'], [], 'fits'],
    ['users', ['Users'], [], 'fits'],
    ['users', ['auth'], [], 'other names'],
    ['users', ['auth', 'users'], [], 'fits'],
    ['localhost', [], [], 'no names'],
    ['a.example.org', ['*.example.org'], [], 'fits'],
    ['example.org', ['*.example.org'], [], 'other names'],
    ['a.b.example.org', ['*.example.org'], [], 'other names'],
    ['a.example.org', ['a.*.org'], [], 'other names'],
    ['ab.example.org', ['a*.example.org'], [], 'other names'],
    ['users', ['*'], [], 'other names'],
    ['smq_users', ['smq_users'], [], 'fits'],
    ['a b', ['a b'], [], 'fits'],
    ['', ['users'], [], 'other names'],
    ['10.0.0.1', [], ['10.0.0.1'], 'fits'],
    ['10.0.0.1', ['10.0.0.1'], [], 'other names'],
    ['10.0.0.2', [], ['10.0.0.1'], 'other names'],
    ['users', [], ['10.0.0.1'], 'other names'],
    ['::1', [], ['0:0:0:0:0:0:0:1'], 'fits'],
    ['[::1]', [], ['::1'], 'fits'],
    ['::ffff:10.0.0.1', [], ['10.0.0.1'], 'fits'],
    ['::ffff:127.0.0.1', [], ['127.0.0.1'], 'fits'],
    ['users', ['users.'], [], 'other names'],
    ['users.example', ['users'], [], 'other names'],
    ['users', ['users.example'], [], 'other names'],
    ['', [''], [], 'other names'],
    ['-a', ['-a'], [], 'fits'],
    ['*.example.org', ['*.example.org'], [], 'fits'],
    ['010.0.0.1', [], ['10.0.0.1'], 'other names'],
    ['fe80::1%eth0', [], ['fe80::1'], 'other names'],
  ] as const)('%s against %j and %j: %s', (host, dnsNames, ips, expected) => {
    expect(fitsName({ dnsNames: [...dnsNames], ips: [...ips] }, host)).toBe(expected);
  });
});
