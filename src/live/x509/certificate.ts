/** Reads a certificate into what crypto/x509 of Go looks at, and says what that refuses to read. Pure. */
import type { X509Certificate } from 'node:crypto';
import { extensionsOf, type Extensions } from './extensions.ts';
import { contentOf, identifierOf, NoDer, Unreadable, valuesOf, type DerValue } from './der.ts';
import { signatureOf, type SignatureKind } from './signature.ts';

export interface ReadCertificate extends Extensions {
  certificate: X509Certificate;
  version: number;
  /** Names and key as encoded: Go compares the bytes. */
  subject: Buffer;
  issuer: Buffer;
  publicKey: Buffer;
  /** Kind of the key; `unknown`: Go reads the certificate, and verifies nothing with it. */
  key: 'rsa' | 'ec' | 'ed25519' | 'unknown';
  /** Of an RSA key. */
  bits?: number;
  signature: SignatureKind;
  validFrom: Date;
  validUntil: Date;
}

/** @throws Unreadable, NoDer for what is not understood here */
export const readCertificate = (certificate: X509Certificate): ReadCertificate => {
  const [signed, outer] = valuesOf(contentOf(certificate.raw, sequenceTag));
  if (!signed || !outer) throw new NoDer('no certificate');
  const fields = valuesOf(signed.content);
  const versioned = fields[0]?.tag === explicitTag(0);
  const [serial, algorithm, issuer, , subject, publicKey, ...more] = versioned ? fields.slice(1) : fields;
  if (!serial || !algorithm || !issuer || !subject || !publicKey) throw new NoDer('no certificate');
  const version = versioned ? contentOf(fields[0]!.content, 2).readUInt8(0) + 1 : 1;
  if (version > 3) throw new Unreadable(`it is of version ${version}`);
  if (serial.content[0]! >= 0x80) throw new Unreadable('its serial number is negative');
  if (!algorithm.content.equals(outer.content))
    throw new Unreadable('it names two algorithms of its signature');
  const [validFrom, validUntil] = [new Date(certificate.validFrom), new Date(certificate.validTo)];
  if ([validFrom, validUntil].some((date) => Number.isNaN(date.getTime())))
    throw new Unreadable('its dates cannot be read');
  const found = version === 3 ? more.find(({ tag }) => tag === explicitTag(3)) : undefined;
  return {
    certificate,
    version,
    subject: subject.whole,
    issuer: issuer.whole,
    publicKey: publicKey.whole,
    ...keyOf(publicKey),
    signature: signatureOf(algorithm.content),
    validFrom,
    validUntil,
    ...extensionsOf(found === undefined ? [] : valuesOf(contentOf(found.content, sequenceTag))),
  };
};

const sequenceTag = 0x30;
const explicitTag = (number: number): number => 0xa0 | number;

const algorithms: Readonly<Record<string, ReadCertificate['key']>> = {
  '1.2.840.113549.1.1.1': 'rsa',
  '1.2.840.10045.2.1': 'ec',
  '1.3.101.112': 'ed25519',
};

/** P-224, P-256, P-384 and P-521. */
const curves = ['1.3.132.0.33', '1.2.840.10045.3.1.7', '1.3.132.0.34', '1.3.132.0.35'];

const keyOf = ({ content }: DerValue): Pick<ReadCertificate, 'key' | 'bits'> => {
  const [algorithm, bits] = valuesOf(content);
  const [identifier, parameters] = valuesOf(algorithm?.content ?? Buffer.alloc(0));
  if (!identifier || !bits) throw new NoDer('no key');
  const key = algorithms[identifierOf(identifier.content)] ?? 'unknown';
  if (key === 'rsa') {
    if (parameters?.whole.toString('hex') !== '0500')
      throw new Unreadable('its RSA key has no parameters of the form that Go reads');
    return { key, bits: modulusBits(bits.content) };
  }
  if (key === 'ec') {
    if (parameters?.tag !== 6 || !curves.includes(identifierOf(parameters.content)))
      throw new Unreadable('its key is on a curve that Go does not know');
    // After the octet that counts unused bits.
    if (bits.content[1] !== 4) throw new Unreadable('its key is a compressed point');
  }
  return { key };
};

/** @param content of the bit string: an octet that counts unused bits, then modulus and exponent */
const modulusBits = (content: Buffer): number => {
  const [modulus, exponent] = valuesOf(contentOf(content.subarray(1), sequenceTag));
  if (!modulus || !exponent || modulus.content.length === 0) throw new NoDer('no RSA key');
  if (modulus.content[0]! >= 0x80 || (exponent.content[0] ?? 0) >= 0x80)
    throw new Unreadable('its RSA key is not positive');
  const significant = modulus.content.subarray(modulus.content[0] === 0 ? 1 : 0);
  return significant.length === 0 ? 0 : significant.length * 8 - Math.clz32(significant[0]!) + 24;
};
