/** Signs one X.509 certificate. The only file that knows the library which encodes them. */
// The encoder's dependency container wants this before anything else.
// oxlint-disable-next-line import/no-unassigned-import
import 'reflect-metadata';
import { createHash, createPublicKey, type KeyObject, randomBytes, X509Certificate } from 'node:crypto';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

export interface CertificateRequest {
  /** Letters, digits, `.` and `-` only, so that every program prints the name alike. */
  commonName: string;
  /** Private key of the subject; only its public half goes into the certificate. */
  key: KeyObject;
  /** Who signs; its key is EC P-256. */
  issuer: { commonName: string; privateKey: KeyObject };
  purpose: 'root' | 'intermediate' | 'server' | 'client';
  /** DNS names and IP literals for the SAN; without any there is no SAN. */
  names?: readonly string[];
  ips?: readonly string[];
  /** Days from now at which validity begins and ends; negative for the past. */
  days: { from: number; to: number };
}

const dayMs = 86_400_000;
const ecdsa = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/** PEM text of the new certificate, one block, ending with a newline. */
export async function signCertificate(request: CertificateRequest): Promise<string> {
  const { issuer, days } = request;
  const now = Date.now();
  const certificate = await X509CertificateGenerator.create({
    serialNumber: serial(),
    subject: `CN=${request.commonName}`,
    issuer: `CN=${issuer.commonName}`,
    notBefore: new Date(now + days.from * dayMs),
    notAfter: new Date(now + days.to * dayMs),
    publicKey: publicKeyDer(request.key),
    signingKey: issuer.privateKey.toCryptoKey(ecdsa, false, ['sign']),
    signingAlgorithm: ecdsa,
    extensions: [
      ...constraints(request.purpose, request.key),
      ...alternativeNames(request.names ?? [], request.ips ?? []),
      new SubjectKeyIdentifierExtension(keyIdentifier(request.key)),
      new AuthorityKeyIdentifierExtension(keyIdentifier(issuer.privateKey)),
    ],
  });
  return new X509Certificate(new Uint8Array(certificate.rawData)).toString();
}

function constraints(purpose: CertificateRequest['purpose'], key: KeyObject) {
  if (purpose === 'root' || purpose === 'intermediate') {
    return [
      new BasicConstraintsExtension(true, purpose === 'root' ? 1 : 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
    ];
  }
  // Key encipherment is only for RSA keys: RFC 8813 forbids it to EC keys.
  const { digitalSignature, keyEncipherment } = KeyUsageFlags;
  const usage =
    key.asymmetricKeyType === 'rsa'
      ? new KeyUsagesExtension(digitalSignature | keyEncipherment, true)
      : new KeyUsagesExtension(digitalSignature, true);
  const extended = purpose === 'server' ? ExtendedKeyUsage.serverAuth : ExtendedKeyUsage.clientAuth;
  return [
    new BasicConstraintsExtension(false, undefined, true),
    usage,
    new ExtendedKeyUsageExtension([extended]),
  ];
}

function alternativeNames(names: readonly string[], ips: readonly string[]) {
  const entries = [
    ...names.map((value) => ({ type: 'dns' as const, value })),
    ...ips.map((value) => ({ type: 'ip' as const, value })),
  ];
  return entries.length > 0 ? [new SubjectAlternativeNameExtension(entries)] : [];
}

/** 128 random bits, positive and without leading zeros (RFC 5280, section 4.1.2.2), hex. */
function serial(): string {
  const bytes = randomBytes(16);
  bytes[0] = (bytes[0]! & 0x3f) | 0x40;
  return bytes.toString('hex');
}

/** The first 160 bits of SHA-256 over the public key (RFC 7093, section 2), hex. */
function keyIdentifier(key: KeyObject): string {
  return createHash('sha256').update(publicKeyDer(key)).digest('hex').slice(0, 40);
}

function publicKeyDer(key: KeyObject): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createPublicKey(key).export({ type: 'spki', format: 'der' }));
}
