/** Signs one X.509 certificate (RFC 5280). An encoder of every form there is takes ten times as long. */
import { createHash, createPublicKey, type KeyObject, randomBytes, sign } from 'node:crypto';
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
  printableString,
  yes,
} from './der.ts';

export interface CertificateRequest {
  /** Letters, digits, `.` and `-` only, so that every program prints the name alike. */
  commonName: string;
  /** Private key of the subject; only its public half goes into the certificate. */
  key: KeyObject;
  /** Who signs; its key is EC P-256. */
  issuer: { commonName: string; privateKey: KeyObject };
  purpose: 'root' | 'intermediate' | 'server' | 'client';
  /** Keys that its identifiers name in place of the true ones, for a certificate that pretends. */
  identifiers?: { subject?: KeyObject; authority?: KeyObject };
  /** DNS names and IP literals for the SAN; without any there is no SAN. */
  names?: readonly string[];
  ips?: readonly string[];
  /** Days from now at which validity begins and ends; negative for the past. */
  days: { from: number; to: number };
}

const dayMs = 86_400_000;
/** The one signature algorithm: ecdsa-with-SHA256 (RFC 5758, section 3.2), which takes no parameters. */
const algorithm = sequence(objectIdentifier('1.2.840.10045.4.3.2'));
const version3 = explicit(0, integer(Buffer.from([2])));

/** PEM text of the new certificate, one block, ending with a newline. */
export function signCertificate(request: CertificateRequest): string {
  const { issuer, days, identifiers = {} } = request;
  const now = Date.now();
  const publicKey = publicKeyDer(request.key);
  const subject = identifiers.subject ? publicKeyDer(identifiers.subject) : publicKey;
  const authorityKey = identifiers.authority ?? issuer.privateKey;
  const authority = authorityKey === request.key ? publicKey : publicKeyDer(authorityKey);
  const content = sequence(
    version3,
    integer(serial()),
    algorithm,
    nameOf(issuer.commonName),
    sequence(time(new Date(now + days.from * dayMs)), time(new Date(now + days.to * dayMs))),
    nameOf(request.commonName),
    publicKey,
    explicit(
      3,
      sequence(
        ...constraints(request.purpose, request.key),
        ...alternativeNames(request.names ?? [], request.ips ?? []),
        extension('2.5.29.14', octetString(keyIdentifier(subject))),
        extension('2.5.29.35', sequence(implicit(0, keyIdentifier(authority)))),
      ),
    ),
  );
  const signature = sign('sha256', content, issuer.privateKey);
  return pem(sequence(content, algorithm, bitString(signature)));
}

const nameOf = (commonName: string): Buffer =>
  sequence(set(sequence(objectIdentifier('2.5.4.3'), printableString(commonName))));

const extension = (oid: string, value: Uint8Array, critical = false): Buffer =>
  sequence(objectIdentifier(oid), ...(critical ? [yes] : []), octetString(value));

/** Bits of KeyUsage (RFC 5280, section 4.2.1.3); the last octet ends with the last bit that is set. */
const usages = {
  digitalSignature: bitString(Buffer.from([0x80]), 7),
  digitalSignatureAndKeyEncipherment: bitString(Buffer.from([0xa0]), 5),
  keyCertSignAndCrlSign: bitString(Buffer.from([0x06]), 1),
};

function constraints(purpose: CertificateRequest['purpose'], key: KeyObject): Buffer[] {
  if (purpose === 'root' || purpose === 'intermediate') {
    const furtherAuthorities = integer(Buffer.from([purpose === 'root' ? 1 : 0]));
    return [
      extension('2.5.29.19', sequence(yes, furtherAuthorities), true),
      extension('2.5.29.15', usages.keyCertSignAndCrlSign, true),
    ];
  }
  // Key encipherment is only for RSA keys: RFC 8813 forbids it to EC keys.
  const usage =
    key.asymmetricKeyType === 'rsa' ? usages.digitalSignatureAndKeyEncipherment : usages.digitalSignature;
  const extended = purpose === 'server' ? '1.3.6.1.5.5.7.3.1' : '1.3.6.1.5.5.7.3.2';
  return [
    extension('2.5.29.19', sequence(), true),
    extension('2.5.29.15', usage, true),
    extension('2.5.29.37', sequence(objectIdentifier(extended))),
  ];
}

function alternativeNames(names: readonly string[], ips: readonly string[]): Buffer[] {
  const entries = [
    ...names.map((name) => implicit(2, Buffer.from(name, 'latin1'))),
    ...ips.map((ip) => implicit(7, addressOctets(ip))),
  ];
  return entries.length > 0 ? [extension('2.5.29.17', sequence(...entries))] : [];
}

/** 128 random bits, positive and without leading zeros (RFC 5280, section 4.1.2.2). */
function serial(): Buffer {
  const bytes = randomBytes(16);
  bytes[0] = (bytes[0]! & 0x3f) | 0x40;
  return bytes;
}

/** The first 160 bits of SHA-256 over the public key (RFC 7093, section 2). */
const keyIdentifier = (publicKey: Uint8Array): Buffer =>
  createHash('sha256').update(publicKey).digest().subarray(0, 20);

const publicKeyDer = (key: KeyObject): Buffer => createPublicKey(key).export({ type: 'spki', format: 'der' });

const pem = (der: Buffer): string => {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
};
