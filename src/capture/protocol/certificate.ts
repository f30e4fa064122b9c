/** Reads a certificate that passes in plaintext; thousands of connections show the same few. */
import { createHash, X509Certificate } from 'node:crypto';
import type { CapturedCertificate } from '../model.ts';
import { plainText } from './plain-text.ts';

const mostNames = 30;
const mostNameCharacters = 100;
const mostRemembered = 500;

/** By fingerprint; null: it cannot be read. */
const remembered = new Map<string, CapturedCertificate | null>();

/** @param der undefined comes back for what is no certificate */
export const readCertificate = (der: Buffer): CapturedCertificate | undefined => {
  const digest = createHash('sha256').update(der).digest('hex');
  const known = remembered.get(digest);
  if (known !== undefined) return known ?? undefined;
  const read = parse(der);
  if (remembered.size >= mostRemembered) remembered.clear();
  remembered.set(digest, read ?? null);
  return read;
};

const parse = (der: Buffer): CapturedCertificate | undefined => {
  try {
    const certificate = new X509Certificate(der);
    const names = (certificate.subjectAltName ?? '').split(', ').filter((name) => name !== '');
    return {
      subject: inOneLine(certificate.subject),
      issuer: inOneLine(certificate.issuer),
      altNames: names
        .slice(0, mostNames)
        .map((name) => plainText(name.replace(/^IP Address:/, 'IP:'), mostNameCharacters)),
      names: names.length,
      notBefore: new Date(certificate.validFrom).toISOString(),
      notAfter: new Date(certificate.validTo).toISOString(),
      fingerprint: certificate.fingerprint256,
    };
  } catch {
    return undefined;
  }
};

/** Node writes one attribute a line, and nothing at all for an empty name. */
const inOneLine = (name: string | undefined): string =>
  plainText((name ?? '').trim().split('\n').join(', '), 500);
