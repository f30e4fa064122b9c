/** Makes certificates of every kind, good and bad, for chains that are judged. */
import { createHash, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import {
  addressOctets,
  bitString,
  explicit,
  implicit,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  set,
  time,
  tlv,
  yes,
} from '../../../certs/der.ts';

export type Hash = 'sha256' | 'sha384' | 'sha512' | 'sha1' | 'md5' | 'pss' | 'pss-other-salt';

export interface Wanted {
  subject?: string;
  /** Absent: it is signed by itself. */
  issuer?: Made;
  key?: KeyObject;
  /** SubjectPublicKeyInfo in place of that of the key. */
  spki?: Buffer;
  version?: 1 | 3;
  /** Days from now. */
  days?: readonly [from: number, to: number];
  /** Absent: there are no basic constraints. */
  ca?: boolean;
  pathLength?: number;
  /** First octet of the key usage. */
  usage?: number;
  eku?: readonly string[];
  names?: readonly string[];
  ips?: readonly string[];
  /** Further alternative names as encoded. */
  others?: readonly Buffer[];
  permitted?: readonly Buffer[];
  excluded?: readonly Buffer[];
  /** Further extensions. */
  extensions?: readonly Buffer[];
  hash?: Hash;
  /** Key that signs in place of the issuer's. */
  signer?: KeyObject;
  /** Name of the issuer as encoded, in place of the issuer's own. */
  issuerName?: Buffer;
  /** Tag of the string in the subject; UTF8String without it. */
  nameTag?: number;
  serial?: Buffer;
  /** Whether it names the key of its issuer and its own; they do by default. */
  identifiers?: boolean;
}

export interface Made {
  pem: string;
  key: KeyObject;
  name: Buffer;
  spki: Buffer;
}

export const ecKey = (namedCurve = 'P-256'): KeyObject =>
  generateKeyPairSync('ec', { namedCurve }).privateKey;
export const rsaKey = (modulusLength: number): KeyObject =>
  generateKeyPairSync('rsa', { modulusLength }).privateKey;

/** A key whose private half is not known to anyone: a number of that many bits. */
export const rsaSpki = (bits: number, parameters = Buffer.from('0500', 'hex')): Buffer => {
  const modulus = Buffer.alloc(bits / 8 + 1, 0xa7);
  modulus[0] = 0;
  const key = sequence(integer(modulus), integer(Buffer.from('010001', 'hex')));
  return sequence(sequence(objectIdentifier('1.2.840.113549.1.1.1'), parameters), bitString(key));
};

export const nameOf = (commonName: string, tag = 0x0c): Buffer =>
  commonName === ''
    ? sequence()
    : sequence(set(sequence(objectIdentifier('2.5.4.3'), tlv(tag, Buffer.from(commonName)))));

export const extension = (oid: string, value: Uint8Array, critical = false): Buffer =>
  sequence(objectIdentifier(oid), ...(critical ? [yes] : []), octetString(value));

export const subtree = {
  dns: (name: string): Buffer => sequence(implicit(2, Buffer.from(name))),
  mail: (name: string): Buffer => sequence(implicit(1, Buffer.from(name))),
  uri: (name: string): Buffer => sequence(implicit(6, Buffer.from(name))),
  ip: (address: string, mask: string): Buffer =>
    sequence(implicit(7, Buffer.concat([addressOctets(address), addressOctets(mask)]))),
  directory: (name: string): Buffer => sequence(explicit(4, nameOf(name))),
};

const algorithms: Record<'rsa' | 'ec' | 'ed25519', Partial<Record<Hash, string>>> = {
  rsa: {
    sha256: '1.2.840.113549.1.1.11',
    sha384: '1.2.840.113549.1.1.12',
    sha512: '1.2.840.113549.1.1.13',
    sha1: '1.2.840.113549.1.1.5',
    md5: '1.2.840.113549.1.1.4',
  },
  ec: {
    sha256: '1.2.840.10045.4.3.2',
    sha384: '1.2.840.10045.4.3.3',
    sha512: '1.2.840.10045.4.3.4',
    sha1: '1.2.840.10045.4.1',
  },
  ed25519: {},
};

const sha256Identifier = sequence(objectIdentifier('2.16.840.1.101.3.4.2.1'), Buffer.from('0500', 'hex'));

const algorithmOf = (key: KeyObject, hash: Hash): Buffer => {
  const kind = key.asymmetricKeyType as 'rsa' | 'ec' | 'ed25519';
  if (kind === 'ed25519') return sequence(objectIdentifier('1.3.101.112'));
  if (hash === 'pss' || hash === 'pss-other-salt')
    return sequence(
      objectIdentifier('1.2.840.113549.1.1.10'),
      sequence(
        explicit(0, sha256Identifier),
        explicit(1, sequence(objectIdentifier('1.2.840.113549.1.1.8'), sha256Identifier)),
        explicit(2, integer(Buffer.from([hash === 'pss' ? 32 : 20]))),
      ),
    );
  const parameters = kind === 'rsa' ? [Buffer.from('0500', 'hex')] : [];
  return sequence(objectIdentifier(algorithms[kind][hash]!), ...parameters);
};

const signed = (content: Buffer, key: KeyObject, hash: Hash): Buffer => {
  if (key.asymmetricKeyType === 'ed25519') return sign(null, content, key);
  // RSA_PKCS1_PSS_PADDING
  if (hash === 'pss' || hash === 'pss-other-salt')
    return sign('sha256', content, { key, padding: 6, saltLength: hash === 'pss' ? 32 : 20 });
  return sign(hash, content, key);
};

const dayMs = 86_400_000;
let serials = 0;

export const make = (wanted: Wanted): Made => {
  const { subject = 'a', issuer, version = 3, days = [-1, 300], hash = 'sha256', nameTag } = wanted;
  const key = wanted.key ?? ecKey();
  const spki = wanted.spki ?? createPublicKey(key).export({ type: 'spki', format: 'der' });
  const name = nameOf(subject, nameTag);
  const signer = wanted.signer ?? issuer?.key ?? key;
  const algorithm = algorithmOf(signer, hash);
  serials += 1;
  const content = sequence(
    ...(version === 3 ? [explicit(0, integer(Buffer.from([2])))] : []),
    integer(wanted.serial ?? Buffer.from([0x10, serials >> 8, serials & 255])),
    algorithm,
    wanted.issuerName ?? issuer?.name ?? name,
    sequence(...days.map((day) => time(new Date(Date.now() + day * dayMs)))),
    name,
    spki,
    ...(version === 3 ? [explicit(3, sequence(...extensionsOf(wanted, spki, issuer?.spki ?? spki)))] : []),
  );
  const der = sequence(content, algorithm, bitString(signed(content, signer, hash)));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return {
    pem: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
    ...{ key, name, spki },
  };
};

const extensionsOf = (wanted: Wanted, spki: Buffer, authority: Buffer): Buffer[] => {
  const { ca, pathLength, usage, eku, names = [], ips = [], others = [] } = wanted;
  const { permitted = [], excluded = [], extensions = [], identifiers = true } = wanted;
  const alternative = [
    ...names.map((one) => implicit(2, Buffer.from(one))),
    ...ips.map((one) => implicit(7, addressOctets(one))),
    ...others,
  ];
  const trees = [
    ...(permitted.length > 0 ? [explicit(0, ...permitted)] : []),
    ...(excluded.length > 0 ? [explicit(1, ...excluded)] : []),
  ];
  const length = pathLength === undefined ? [] : [integer(Buffer.from([pathLength]))];
  return [
    ...(ca === undefined ? [] : [extension('2.5.29.19', sequence(...(ca ? [yes, ...length] : [])), true)]),
    ...(usage === undefined ? [] : [extension('2.5.29.15', bitString(Buffer.from([usage]), 1), true)]),
    ...(eku ? [extension('2.5.29.37', sequence(...eku.map(objectIdentifier)))] : []),
    ...(alternative.length > 0 ? [extension('2.5.29.17', sequence(...alternative))] : []),
    ...(trees.length > 0 ? [extension('2.5.29.30', sequence(...trees), true)] : []),
    ...(identifiers
      ? [
          extension('2.5.29.14', octetString(identifier(spki))),
          extension('2.5.29.35', sequence(implicit(0, identifier(authority)))),
        ]
      : []),
    ...extensions,
  ];
};

const identifier = (spki: Buffer): Buffer => createHash('sha1').update(spki).digest();
