/** Says what PEM text holds, and whether a certificate fits a name, a key and a CA as Go judges it. Keeps nothing of a key. */
import { createPrivateKey, createPublicKey, X509Certificate, type KeyObject } from 'node:crypto';
import { isIP } from 'node:net';

export interface CertificateFacts {
  validFrom: Date;
  validUntil: Date;
  /** Subject alternative names: what a client holds the name of its peer against. */
  dnsNames: string[];
  ips: string[];
  /** Common name of the subject; Go has not looked at it since 1.15. */
  commonName?: string;
  isCa: boolean;
  selfIssued: boolean;
  /** Object identifiers; absent: every usage. */
  extendedKeyUsage?: string[];
}

export interface KeyFacts {
  encrypted: boolean;
  /** `rsa`, `ec`, `ed25519`; absent where it cannot be read. */
  type?: string;
}

export interface PemFacts {
  /** Whether there is any PEM block in it. */
  isPem: boolean;
  /** Labels of all blocks, in order: `CERTIFICATE`, `EC PRIVATE KEY`. */
  labels: string[];
  certificates: CertificateFacts[];
  keys: KeyFacts[];
  /** Blocks that say they are a certificate or a key and cannot be read as one. */
  damaged: number;
}

/** Usages that a peer of TLS is asked for (RFC 5280, section 4.2.1.12). */
export const usages = {
  server: '1.3.6.1.5.5.7.3.1',
  client: '1.3.6.1.5.5.7.3.2',
  any: '2.5.29.37.0',
} as const;

/** Blocks that are read: a bundle of all public authorities has two hundred. */
const mostBlocks = 1000;

interface Block {
  label: string;
  text: string;
}

const blocksOf = (text: string): Block[] =>
  text
    .split(/(?=^-----BEGIN )/m)
    .slice(0, mostBlocks)
    .flatMap((part): Block[] => {
      const [, label] = /^-----BEGIN ([A-Z0-9 ]{1,60})-----/.exec(part) ?? [];
      const ending = `-----END ${label}-----`;
      const end = part.indexOf(ending);
      return label === undefined || end < 0 ? [] : [{ label, text: part.slice(0, end + ending.length) }];
    });

const isCertificate = ({ label }: Block): boolean => label === 'CERTIFICATE';
const isKey = ({ label }: Block): boolean => label.endsWith('PRIVATE KEY');

const certificateOf = ({ text }: Block): X509Certificate | undefined => {
  try {
    return new X509Certificate(text);
  } catch {
    return undefined;
  }
};

const certificatesOf = (text: string): X509Certificate[] =>
  blocksOf(text)
    .filter(isCertificate)
    .flatMap((block) => certificateOf(block) ?? []);

/** PKCS#8 says so in its label, older forms in a header. */
const isEncrypted = ({ label, text }: Block): boolean =>
  label === 'ENCRYPTED PRIVATE KEY' || /^Proc-Type:.*ENCRYPTED/m.test(text);

const keyOf = (block: Block): KeyObject | undefined => {
  if (isEncrypted(block)) return undefined;
  try {
    return createPrivateKey(block.text);
  } catch {
    return undefined;
  }
};

export const pemFacts = (text: string): PemFacts => {
  const blocks = blocksOf(text);
  const certificates = blocks.filter(isCertificate).map(certificateOf);
  const keys = blocks.filter(isKey).map((block): KeyFacts => {
    const type = keyOf(block)?.asymmetricKeyType;
    return { encrypted: isEncrypted(block), ...(type !== undefined && { type }) };
  });
  return {
    isPem: blocks.length > 0,
    labels: blocks.map(({ label }) => label),
    certificates: certificates.filter((one) => one !== undefined).map(certificateFactsOf),
    keys,
    damaged:
      certificates.filter((one) => one === undefined).length +
      keys.filter(({ encrypted, type }) => !encrypted && type === undefined).length,
  };
};

/** The same of a certificate that a peer has presented. */
export const certificateFactsOf = (certificate: X509Certificate): CertificateFacts => {
  const names = alternativeNames(certificate.subjectAltName ?? '');
  const of = (kind: string): string[] => names.filter((name) => name.kind === kind).map(({ value }) => value);
  const [, commonName] = /(?:^|\n)CN=(.*)/.exec(certificate.subject ?? '') ?? [];
  const usage = certificate.keyUsage as string[] | undefined;
  return {
    validFrom: new Date(certificate.validFrom),
    validUntil: new Date(certificate.validTo),
    dnsNames: of('DNS'),
    ips: of('IP Address'),
    ...(commonName !== undefined && { commonName }),
    isCa: certificate.ca,
    selfIssued: certificate.subject === certificate.issuer,
    ...(usage !== undefined && { extendedKeyUsage: usage }),
  };
};

/** Node prints `DNS:a, IP Address:10.0.0.1`, and quotes what holds a comma as JSON does. */
const alternativeNames = (text: string): { kind: string; value: string }[] =>
  [...text.matchAll(/(?:^|, )([A-Za-z ]+):("(?:[^"\\]|\\.)*"|[^,]*)/g)].map(([, kind = '', value = '']) => ({
    kind,
    value: value.startsWith('"') ? (JSON.parse(value) as string) : value,
  }));

/**
 * Whether the first key belongs to the first certificate, which is what Go compares.
 * @returns undefined where one of the two is absent, damaged or encrypted
 */
export const keyFits = (certificateText: string, keyText: string): boolean | undefined => {
  const [block] = blocksOf(keyText).filter(isKey);
  const key = block && keyOf(block);
  const [certificate] = certificatesOf(certificateText);
  if (!key || !certificate) return undefined;
  const spki = { type: 'spki', format: 'der' } as const;
  return createPublicKey(key).export(spki).equals(certificate.publicKey.export(spki));
};

/**
 * Whether a chain leads from the first certificate to one of the CA list, by way of the others beside it. As in Go, any
 * certificate of the list is an end, an intermediate too; dates are left to the caller.
 * @returns undefined where there is no certificate on one of the sides
 */
export const isSignedBy = (certificateText: string, caText: string): boolean | undefined => {
  const [leaf, ...beside] = certificatesOf(certificateText);
  const anchors = certificatesOf(caText);
  if (!leaf || anchors.length === 0) return undefined;
  const isAnchor = (one: X509Certificate): boolean => anchors.some((anchor) => anchor.raw.equals(one.raw));
  const seen = new Set<X509Certificate>();
  const leads = (one: X509Certificate): boolean => {
    if (isAnchor(one)) return true;
    seen.add(one);
    if (anchors.some((anchor) => hasSigned(anchor, one))) return true;
    return beside.some((next) => !seen.has(next) && hasSigned(next, one) && leads(next));
  };
  return leads(leaf);
};

/** Key identifiers may differ, as they do for a CA that was issued anew with its key: Go leaves them aside. */
const hasSigned = (issuer: X509Certificate, subject: X509Certificate): boolean => {
  if (subject.issuer !== issuer.subject || !(issuer.ca || isVersion1(issuer))) return false;
  try {
    return subject.verify(issuer.publicKey);
  } catch {
    return false;
  }
};

/** Version 1 has no field that says that it is a CA, and Go takes it for one. Its first field is no version. */
const isVersion1 = ({ raw }: X509Certificate): boolean => {
  const header = (at: number): number => ((raw[at + 1] ?? 0) < 0x80 ? 2 : 2 + (raw[at + 1]! & 0x7f));
  const certificate = header(0);
  return raw[certificate + header(certificate)] !== 0xa0;
};

export type NameFit =
  | 'fits'
  /** It has names, and this is none of them. */
  | 'other names'
  /** It has no subject alternative name: Go refuses it, whatever its common name is. */
  | 'no names';

/** @param host without a port; an IPv6 address may stand in brackets */
export const fitsName = (facts: Pick<CertificateFacts, 'dnsNames' | 'ips'>, host: string): NameFit => {
  const { dnsNames, ips } = facts;
  if (dnsNames.length === 0 && ips.length === 0) return 'no names';
  const address = host.replace(/^\[(.+)\]$/, '$1');
  const fits =
    isIP(address) > 0 && !address.includes('%')
      ? ips.some((ip) => sameAddress(ip, address))
      : dnsNames.some((name) => matches(name.toLowerCase(), host.toLowerCase()));
  return fits ? 'fits' : 'other names';
};

/** An IPv4 address is the same where IPv6 holds it (`::ffff:10.0.0.1`). */
const sameAddress = (a: string, b: string): boolean => canonical(a) === canonical(b);

const canonical = (ip: string): string => {
  if (isIP(ip) !== 6) return ip;
  const { hostname } = new URL(`http://[${ip}]/`);
  const [, high, low] = /^\[::ffff:([\da-f]{1,4}):([\da-f]{1,4})\]$/.exec(hostname) ?? [];
  if (high === undefined || low === undefined) return hostname;
  const parts = [high, low].map((part) => Number.parseInt(part, 16));
  return parts.flatMap((part) => [part >> 8, part & 255]).join('.');
};

/** `crypto/x509` of Go: names that are no valid ones match when they are equal, and know no wildcard. */
const matches = (pattern: string, host: string): boolean => {
  if (!isName(pattern, true) || !isName(host.replace(/\.$/, ''), false)) {
    return pattern === host && !['', '.'].includes(host);
  }
  const wanted = pattern.split('.');
  const given = host.replace(/\.$/, '').split('.');
  return (
    wanted.length === given.length &&
    wanted.every((label, index) => (index === 0 && label === '*') || label === given[index])
  );
};

const isName = (name: string, isPattern: boolean): boolean =>
  name !== '*' &&
  name
    .split('.')
    .every(
      (label, index) => (isPattern && index === 0 && label === '*') || /^[a-z\d_][a-z\d_-]*$/.test(label),
    );
