/**
 * Makes the certificate authorities of a run. They are made once and handed to the workers as text in memory: no private
 * key of an authority is ever written to a file.
 */
import {
  createPrivateKey,
  generateKeyPair,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { promisify } from 'node:util';
import { signCertificate } from './certificate.ts';

export interface IssuingAuthority {
  commonName: string;
  /** PEM, one block. */
  certificatePem: string;
  privateKey: KeyObject;
}

export interface Authorities {
  /** The root that services and peers trust when all is well. */
  right: IssuingAuthority;
  /** Issued by `right`. */
  intermediate: IssuingAuthority;
  /** A root that is a trust anchor only where a case configures it. */
  other: IssuingAuthority;
  /** A root that is in no CA file; the system's store of a start may hold it. */
  third: IssuingAuthority;
  /** Subject and key identifier of `right`, another key: a client that compares names alone takes it for the right one. */
  sameName: IssuingAuthority;
  /**
   * Key and subject of `right` in a certificate that ended two days ago: signatures under it verify, so a
   * client that has it as the only trust anchor and still accepts a peer does not check the anchor's dates.
   */
  expired: IssuingAuthority;
  /** RSA-2048 keys that `right-rsa` certificates share: making one takes up to 0.2 s. */
  rsaKeys: Promise<readonly KeyObject[]>;
  /** The one for `right-rsa-4096`, which takes a second or more: none unless it was asked for. */
  rsa4096Keys: Promise<readonly KeyObject[]>;
}

type SerializedAuthority = { commonName: string; certificatePem: string; privateKeyPem: string };
type Keys = 'rsaKeys' | 'rsa4096Keys';
type Serialized = Record<Exclude<keyof Authorities, Keys>, SerializedAuthority> & Record<Keys, string[]>;

const validDays = { from: -60, to: 365 };
const expiredDays = { from: -60, to: -2 };
const rsaKeyCount = 2;

/**
 * New authorities, their names unique to this call. The RSA keys go on being made in the background.
 * @param rsa4096 whether a key for `right-rsa-4096` is made as well
 */
export async function createAuthorities({ rsa4096 = false } = {}): Promise<Authorities> {
  const rsaKeys = makeRsaKeys(rsaKeyCount, 2048);
  const rsa4096Keys = makeRsaKeys(rsa4096 ? 1 : 0, 4096);
  const run = randomBytes(4).toString('hex');
  const rightRoot = { commonName: `right-root-${run}`, privateKey: newEcKey() };
  const otherRoot = { commonName: `other-root-${run}`, privateKey: newEcKey() };
  const underRight = { commonName: `intermediate-${run}`, privateKey: newEcKey() };
  const newRoot = (name: string) =>
    certified({ commonName: `${name}-root-${run}`, privateKey: newEcKey() }, validDays);
  const impostor = { commonName: rightRoot.commonName, privateKey: newEcKey() };
  return {
    right: certified(rightRoot, validDays),
    intermediate: certified(underRight, validDays, rightRoot),
    other: certified(otherRoot, validDays),
    third: newRoot('third'),
    sameName: certified(impostor, validDays, impostor, rightRoot.privateKey),
    expired: certified(rightRoot, expiredDays),
    rsaKeys,
    rsa4096Keys,
  };
}

/** Text that holds the private keys: for the memory of workers, never for a file or a log. */
export async function serializeAuthorities(authorities: Authorities): Promise<string> {
  const serialized: Serialized = {
    right: serialize(authorities.right),
    intermediate: serialize(authorities.intermediate),
    other: serialize(authorities.other),
    third: serialize(authorities.third),
    sameName: serialize(authorities.sameName),
    expired: serialize(authorities.expired),
    rsaKeys: (await authorities.rsaKeys).map(pkcs8),
    rsa4096Keys: (await authorities.rsa4096Keys).map(pkcs8),
  };
  return JSON.stringify(serialized);
}

export function parseAuthorities(text: string): Authorities {
  const { rsaKeys, rsa4096Keys, ...authorities } = JSON.parse(text) as Serialized;
  return {
    right: parse(authorities.right),
    intermediate: parse(authorities.intermediate),
    other: parse(authorities.other),
    third: parse(authorities.third),
    sameName: parse(authorities.sameName),
    expired: parse(authorities.expired),
    rsaKeys: Promise.resolve(rsaKeys.map((pem) => createPrivateKey(pem))),
    rsa4096Keys: Promise.resolve(rsa4096Keys.map((pem) => createPrivateKey(pem))),
  };
}

export function newEcKey(namedCurve: 'P-256' | 'P-384' = 'P-256'): KeyObject {
  return generateKeyPairSync('ec', { namedCurve }).privateKey;
}

function certified(
  authority: Omit<IssuingAuthority, 'certificatePem'>,
  days: { from: number; to: number },
  issuer = authority,
  /** The key that both its identifiers name in place of the true ones. */
  pretended?: KeyObject,
): IssuingAuthority {
  const { commonName, privateKey } = authority;
  const certificatePem = signCertificate({
    commonName,
    key: privateKey,
    issuer,
    purpose: issuer === authority ? 'root' : 'intermediate',
    days,
    ...(pretended && { identifiers: { subject: pretended, authority: pretended } }),
  });
  return { ...authority, certificatePem };
}

export async function makeRsaKeys(count: number, modulusLength: number): Promise<readonly KeyObject[]> {
  const generate = promisify(generateKeyPair);
  const pairs = await Promise.all(Array.from({ length: count }, () => generate('rsa', { modulusLength })));
  return pairs.map((pair) => pair.privateKey);
}

function serialize({ commonName, certificatePem, privateKey }: IssuingAuthority): SerializedAuthority {
  return { commonName, certificatePem, privateKeyPem: pkcs8(privateKey) };
}

function parse({ commonName, certificatePem, privateKeyPem }: SerializedAuthority): IssuingAuthority {
  return { commonName, certificatePem, privateKey: createPrivateKey(privateKeyPem) };
}

function pkcs8(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }) as string;
}
