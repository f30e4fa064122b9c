/** Tests the authorities and identities of a run: issuer, key, SAN, validity, chain and serial of each certificate. */
import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createAuthorities, parseAuthorities, serializeAuthorities } from '../../certs/authorities.ts';
import { type Issued, identitiesFor, issue, wrongName } from '../../certs/identities.ts';
import type { Identity } from '../../suites/vocabulary.ts';

const identities = [
  'right',
  'right-rsa',
  'right-chain',
  'wrong-name',
  'name-in-subject',
  'no-address',
  'other-ca',
  'third-ca',
  'same-name-ca',
  'expired',
  'not-yet-valid',
  'self-signed',
  'for-clients',
  'client',
  'client-other-ca',
] as const satisfies readonly Identity[];
const dayMs = 86_400_000;
const serverAuth = '1.3.6.1.5.5.7.3.1';
const clientAuth = '1.3.6.1.5.5.7.3.2';

const authorities = await createAuthorities();
const about = { label: 'users.http', names: ['localhost', 'users'], ips: ['127.0.0.1'] };
const issued = Object.fromEntries(
  await Promise.all(
    identities.map(async (identity) => [identity, await issue(authorities, { ...about, identity })]),
  ),
) as Record<Identity, Issued>;
const leaf = (identity: Identity) => new X509Certificate(issued[identity].certificatePem);

describe('authorities', () => {
  it('issue under each other: the intermediate under right, the roots under themselves', () => {
    const right = new X509Certificate(authorities.right.certificatePem);
    const other = new X509Certificate(authorities.other.certificatePem);
    const intermediate = new X509Certificate(authorities.intermediate.certificatePem);
    expect([right.ca, other.ca, intermediate.ca]).toEqual([true, true, true]);
    expect(right.verify(right.publicKey) && other.verify(other.publicKey)).toBe(true);
    expect(intermediate.checkIssued(right) && intermediate.verify(right.publicKey)).toBe(true);
    expect(intermediate.verify(other.publicKey)).toBe(false);
  });

  it('have an expired twin of right: same subject and key, ended at least a day ago', () => {
    const right = new X509Certificate(authorities.right.certificatePem);
    const expired = new X509Certificate(authorities.expired.certificatePem);
    expect(expired.subject).toBe(right.subject);
    expect(expired.publicKey.equals(right.publicKey)).toBe(true);
    expect(expired.fingerprint256).not.toBe(right.fingerprint256);
    expect(Date.parse(expired.validTo)).toBeLessThan(Date.now() - dayMs);
  });

  it('have new names in every run', async () => {
    const others = await createAuthorities();
    expect(others.right.commonName).not.toBe(authorities.right.commonName);
    expect(others.other.commonName).not.toBe(authorities.other.commonName);
  });

  it('survive as text: what the copy issues verifies under the original', async () => {
    const copy = parseAuthorities(await serializeAuthorities(authorities));
    const right = new X509Certificate(authorities.right.certificatePem);
    for (const identity of ['right', 'right-rsa'] as const) {
      const { certificatePem } = await issue(copy, { ...about, identity });
      expect(new X509Certificate(certificatePem).verify(right.publicKey)).toBe(true);
    }
  });
});

describe('identities', () => {
  it.each([
    ['right', 'right'],
    ['right-rsa', 'right'],
    ['right-chain', 'intermediate'],
    ['wrong-name', 'right'],
    ['name-in-subject', 'right'],
    ['no-address', 'right'],
    ['other-ca', 'other'],
    ['third-ca', 'third'],
    ['expired', 'right'],
    ['not-yet-valid', 'right'],
    ['for-clients', 'right'],
    ['client', 'right'],
    ['client-other-ca', 'other'],
  ] as const)('%s is issued by %s', (identity, issuer) => {
    const authority = new X509Certificate(authorities[issuer].certificatePem);
    expect(leaf(identity).checkIssued(authority)).toBe(true);
    expect(leaf(identity).verify(authority.publicKey)).toBe(true);
  });

  it('same-name-ca agrees with the right authority in name and key identifier, and not in the signature', () => {
    const [right, impostor] = [authorities.right, authorities.sameName].map(
      ({ certificatePem }) => new X509Certificate(certificatePem),
    );
    expect(impostor!.subject).toBe(right!.subject);
    expect(impostor!.publicKey.equals(right!.publicKey)).toBe(false);
    // `checkIssued` compares names and key identifiers.
    for (const one of [right, impostor]) expect(leaf('same-name-ca').checkIssued(one!)).toBe(true);
    expect(leaf('same-name-ca').verify(impostor!.publicKey)).toBe(true);
    expect(leaf('same-name-ca').verify(right!.publicKey)).toBe(false);
    expect(issued['same-name-ca'].chainFingerprints[1]).toBe(impostor!.fingerprint256);
  });

  it('self-signed is issued by itself and is no authority', () => {
    const { subject, issuer, publicKey, ca } = leaf('self-signed');
    expect(issuer).toBe(subject);
    expect(leaf('self-signed').verify(publicKey)).toBe(true);
    expect(ca).toBe(false);
  });

  it.each(identities)(
    '%s: the key belongs to the certificate, the facts are those node reads',
    (identity) => {
      const { privateKey, fingerprint256, subject, subjectDn } = issued[identity];
      expect(leaf(identity).checkPrivateKey(privateKey)).toBe(true);
      expect(fingerprint256).toBe(leaf(identity).fingerprint256);
      expect(subject).toBe(leaf(identity).subject);
      expect(subjectDn).toBe(`/${subject}`);
      expect(privateKey.asymmetricKeyType).toBe(identity === 'right-rsa' ? 'rsa' : 'ec');
      expect(leaf(identity).keyUsage).toEqual([identity.includes('client') ? clientAuth : serverAuth]);
    },
  );

  it('names its servers in the SAN, except the identities that must lack a name', () => {
    for (const identity of identities) {
      const san = leaf(identity).subjectAltName;
      if (identity.startsWith('client') || identity === 'name-in-subject') expect(san).toBeUndefined();
      else if (identity === 'no-address') expect(san).toBe('DNS:localhost, DNS:users');
      else if (identity === 'wrong-name') {
        // A client that compares less than the whole name takes one of these for the right one.
        const alike = ['localhost', 'users'].map((name) => `DNS:not-${name}, DNS:${name}.${wrongName}`);
        expect(san).toBe([`DNS:${wrongName}`, ...alike].join(', '));
      } else expect(san).toBe('DNS:localhost, DNS:users, IP Address:127.0.0.1');
    }
  });

  it('gives name-in-subject the host by which it is reached, each its own', async () => {
    const identity = identitiesFor(authorities, about);
    const subjects = ['clients.test', 'auth.test', 'clients.test'].map(async (host) => {
      return (await identity('name-in-subject', host)).subject;
    });
    expect(await Promise.all(subjects)).toEqual(['CN=clients.test', 'CN=auth.test', 'CN=clients.test']);
    expect(issued['name-in-subject'].subject).toBe('CN=localhost');
    // For other identities the host changes nothing: a key belongs to the certificate of the same identity.
    expect(await identity('right', 'clients.test')).toBe(await identity('right'));
  });

  it('keeps a day of distance to now on either side', () => {
    const now = Date.now();
    expect(Date.parse(leaf('expired').validTo)).toBeLessThanOrEqual(now - dayMs);
    expect(Date.parse(leaf('not-yet-valid').validFrom)).toBeGreaterThanOrEqual(now + dayMs);
    expect(Date.parse(leaf('right').validFrom)).toBeLessThanOrEqual(now - dayMs + 60_000);
  });

  it('puts the intermediate behind the leaf of right-chain only', () => {
    const blocks = (identity: Identity) => issued[identity].filePem.match(/BEGIN CERTIFICATE/g)?.length;
    expect(blocks('right-chain')).toBe(2);
    expect(issued['right-chain'].chainFingerprints).toEqual([
      leaf('right-chain').fingerprint256,
      new X509Certificate(authorities.intermediate.certificatePem).fingerprint256,
    ]);
    expect(blocks('right')).toBe(1);
    expect(issued.right.chainFingerprints).toEqual([leaf('right').fingerprint256]);
  });

  it('never repeats a serial, a name or a fingerprint, also where RSA keys are shared', async () => {
    const many = await Promise.all(
      Array.from({ length: 8 }, () => issue(authorities, { ...about, identity: 'right-rsa' })),
    );
    const certificates = many.map(({ certificatePem }) => new X509Certificate(certificatePem));
    expect(new Set(certificates.map((it) => it.serialNumber)).size).toBe(8);
    expect(new Set(certificates.map((it) => it.subject)).size).toBe(8);
    expect(new Set(certificates.map((it) => it.fingerprint256)).size).toBe(8);
  });

  it('keeps /CN=… within the 63 bytes that PostgreSQL shows, whatever the label', async () => {
    const long = await issue(authorities, {
      ...about,
      label: 'postgres.client-certificate/clients/verify-full, "right" pair; demanded',
      identity: 'client-other-ca',
    });
    expect(long.subjectDn.length).toBeLessThanOrEqual(63);
    expect(long.subjectDn).toMatch(
      /^\/CN=postgres\.client-certificate[A-Za-z0-9.-]*\.client-other-ca\.[0-9a-f]{8}$/,
    );
  });

  it('gives the settings of one start the same certificate for the same identity', async () => {
    const identity = identitiesFor(authorities, about);
    const [first, second, client] = await Promise.all([
      identity('right'),
      identity('right'),
      identity('client'),
    ]);
    expect(second).toBe(first);
    expect(client.fingerprint256).not.toBe(first.fingerprint256);
    const another = await identitiesFor(authorities, about)('right');
    expect(another.fingerprint256).not.toBe(first.fingerprint256);
  });
});
