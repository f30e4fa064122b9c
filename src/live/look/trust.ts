/**
 * Judges a presented chain as a client written in Go would (crypto/tls and crypto/x509): no common name in place of a
 * subject alternative name, dates and usages of every certificate on the way, no SHA-1. Pure.
 */
import { X509Certificate } from 'node:crypto';
import {
  certificateFactsOf,
  fitsName,
  isSignedBy,
  usages,
  type CertificateFacts,
} from '../../configuration/certificates.ts';

export interface Verdict {
  go: 'accepted' | 'refused' | 'not judged';
  reasons: string[];
}

/** Certificates of a chain that are looked at: Go takes any number within the 256 KiB of its message. */
const mostPresented = 32;

/**
 * @param presented leaf first
 * @param ca PEM; absent: no CA was given, and only what needs none is judged
 */
export const asGoJudges = (
  presented: readonly X509Certificate[],
  { ca, name, now }: { ca: string | undefined; name: string; now: Date },
): Verdict => {
  const [leaf, ...beside] = presented.slice(0, mostPresented);
  if (!leaf) return { go: 'refused', reasons: ['no certificate is presented'] };
  const facts = certificateFactsOf(leaf);
  const reasons = [
    ...datesOf(facts, now).map((what) => `the certificate ${what}`),
    ...nameOf(facts, name),
    ...(servesAsServer(facts) ? [] : ['its extended key usage is not that of a server']),
    ...weaknessOf(leaf),
  ];
  if (ca === undefined)
    return reasons.length
      ? { go: 'refused', reasons }
      : { go: 'not judged', reasons: ['no CA file was given'] };
  const sound = (one: X509Certificate): boolean => {
    const of = certificateFactsOf(one);
    return datesOf(of, now).length === 0 && servesAsServer(of) && weaknessOf(one).length === 0;
  };
  const chain = (some: readonly X509Certificate[]): string => [leaf, ...some].map(pem).join('\n');
  const anchors = anchorsIn(ca);
  const current = anchors.filter((one) => datesOf(certificateFactsOf(one), now).length === 0);
  if (isSignedBy(chain(beside.filter(sound)), current.map(pem).join('\n')) !== true)
    reasons.push(
      isSignedBy(chain(beside), ca)
        ? 'a certificate on the way to the CA is out of date, not for servers, or signed with SHA-1'
        : beside.length === 0 && leaf.subject !== leaf.issuer
          ? 'it was issued by none of the given CAs, and no intermediate certificate is presented'
          : 'it leads to none of the given CAs',
    );
  return { go: reasons.length ? 'refused' : 'accepted', reasons };
};

const pem = (one: X509Certificate): string => one.toString();

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

const datesOf = ({ validFrom, validUntil }: CertificateFacts, now: Date): string[] => [
  ...(now > validUntil ? [`ended on ${day(validUntil)}`] : []),
  ...(now < validFrom ? [`begins on ${day(validFrom)}`] : []),
];

const day = (date: Date): string => date.toISOString().slice(0, 10);

const nameOf = (facts: CertificateFacts, name: string): string[] => {
  switch (fitsName(facts, name)) {
    case 'fits':
      return [];
    case 'other names':
      return [`${name} is not among its names`];
    case 'no names':
      return [
        facts.commonName === undefined
          ? 'it has no subject alternative name'
          : 'it has no subject alternative name, and Go does not look at the common name',
      ];
  }
};

const servesAsServer = ({ extendedKeyUsage }: CertificateFacts): boolean =>
  extendedKeyUsage === undefined ||
  extendedKeyUsage.includes(usages.server) ||
  extendedKeyUsage.includes(usages.any);

/** Go refuses signatures with SHA-1 and MD5, and RSA keys of less than 1024 bits. */
const weaknessOf = (one: X509Certificate): string[] => {
  const { signatureAlgorithm } = one as { signatureAlgorithm?: string };
  const bits = one.publicKey.asymmetricKeyDetails?.modulusLength;
  return [
    ...(signatureAlgorithm !== undefined &&
    /sha1|md5|md2/i.test(signatureAlgorithm) &&
    one.subject !== one.issuer
      ? [`it is signed with ${signatureAlgorithm}`]
      : []),
    ...(bits !== undefined && bits < 1024 ? [`its RSA key has ${bits} bits`] : []),
  ];
};
