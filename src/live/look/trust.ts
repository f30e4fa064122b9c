/**
 * Judges a presented chain as a client written in Go would (crypto/tls and crypto/x509): no common name in place of a
 * subject alternative name, every certificate on the way with its dates, usages and constraints, no SHA-1. Pure.
 */
import { X509Certificate } from 'node:crypto';
import { certificateFactsOf, fitsName } from '../../configuration/certificates.ts';
import { readCertificate, type ReadCertificate } from '../x509/certificate.ts';
import { datesAgainst, leadsToAnchor, servesAsServer, smallestKey } from '../x509/chains.ts';
import { NoDer, Unreadable } from '../x509/der.ts';

export interface Verdict {
  go: 'accepted' | 'refused' | 'not judged';
  reasons: string[];
}

/** Certificates of a chain that are looked at: Go takes any number within the 256 KiB of its message. */
export const mostPresented = 32;

/** Larger RSA keys are refused in a handshake. */
const largestKey = 8192;

/**
 * @param presented leaf first
 * @param ca PEM; absent: no CA was given, and only what needs none is judged
 */
export const asGoJudges = (
  presented: readonly X509Certificate[],
  { ca, name, now }: { ca: string | undefined; name: string; now: Date },
): Verdict => {
  if (presented.length === 0) return { go: 'refused', reasons: ['no certificate is presented'] };
  const read = presented.slice(0, mostPresented).map(reading);
  const unreadable = read.flatMap((one) => ('refused' in one ? one.refused : []));
  if (unreadable.length > 0) return { go: 'refused', reasons: unreadable };
  const open = read.flatMap((one) => ('open' in one ? one.open : []));
  if (open.length > 0) return { go: 'not judged', reasons: open };
  const [leaf, ...beside] = read.flatMap((one) => ('certificate' in one ? one : []));
  const reasons = againstLeaf(leaf!, name, now);
  if (beside.some(({ bits = 0 }) => bits > largestKey))
    reasons.push(`a presented certificate has an RSA key of more than ${largestKey} bits`);
  if (ca === undefined)
    return reasons.length
      ? { go: 'refused', reasons }
      : { go: 'not judged', reasons: ['no CA file was given'] };
  const anchors = anchorsIn(ca).flatMap((one) => {
    const found = reading(one);
    return 'certificate' in found ? found : [];
  });
  const { fate, reason } = { reason: undefined, ...leadsToAnchor(leaf!, { anchors, beside, now }) };
  const isShown =
    servesAsServer(leaf!.extendedUsage) || reason === undefined || !reason.includes('of servers');
  if (fate === 'refused' && presented.length >= mostPresented && reasons.length === 0)
    return { go: 'not judged', reasons: [`more than ${mostPresented - 1} certificates are presented`] };
  if (fate === 'refused' && isShown) reasons.push(leadsNowhere(presented, reason));
  if (reasons.length > 0) return { go: 'refused', reasons };
  return { go: fate, reasons: reason === undefined ? [] : [reason] };
};

const leadsNowhere = ([leaf, ...beside]: readonly X509Certificate[], reason: string | undefined): string => {
  if (reason !== undefined) return `it leads to none of the given CAs: ${reason}`;
  return beside.length === 0 && leaf!.subject !== leaf!.issuer
    ? 'it was issued by none of the given CAs, and no intermediate certificate is presented'
    : 'it leads to none of the given CAs';
};

type Reading = ReadCertificate | { refused: string } | { open: string };

const reading = (certificate: X509Certificate): Reading => {
  try {
    return readCertificate(certificate);
  } catch (error) {
    if (error instanceof Unreadable)
      return { refused: `Go cannot read a presented certificate: ${error.message}` };
    if (error instanceof NoDer) return { open: 'a presented certificate has a form that is not read here' };
    throw error;
  }
};

const againstLeaf = (leaf: ReadCertificate, name: string, now: Date): string[] => {
  const { key, bits = smallestKey, unhandled, extendedUsage } = leaf;
  return [
    ...(unhandled.length === 0
      ? []
      : [`it has a critical extension that Go does not handle (${unhandled[0]})`]),
    ...datesAgainst(leaf, now).map((what) => `the certificate ${what}`),
    ...nameAgainst(leaf, name),
    ...(servesAsServer(extendedUsage) ? [] : ['its extended key usage is not that of a server']),
    ...(key === 'unknown' ? ['its key is of a kind that TLS of Go does not take'] : []),
    ...(bits < smallestKey ? [`its RSA key has ${bits} bits`] : []),
    ...(bits > largestKey ? [`its RSA key has more than ${largestKey} bits`] : []),
  ];
};

const nameAgainst = ({ names, certificate }: ReadCertificate, name: string): string[] => {
  const known = { dnsNames: names?.dns ?? [], ips: (names?.ips ?? []).map(addressInWords) };
  switch (fitsName(known, name)) {
    case 'fits':
      return [];
    case 'other names':
      return [`${name} is not among its names`];
    case 'no names':
      return [
        certificateFactsOf(certificate).commonName === undefined
          ? 'it has no subject alternative name'
          : 'it has no subject alternative name, and Go does not look at the common name',
      ];
  }
};

const addressInWords = (octets: Buffer): string =>
  octets.length === 4 ? octets.join('.') : octets.toString('hex').match(/.{4}/g)!.join(':');

/** Certificates of a PEM text, as far as they can be read. */
export const anchorsIn = (text: string): X509Certificate[] =>
  (text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [])
    .slice(0, 1000)
    .flatMap((block) => {
      try {
        return [new X509Certificate(block)];
      } catch {
        return [];
      }
    });
