/** Says what a presented certificate holds, in bounded words. Pure. */
import type { X509Certificate } from 'node:crypto';
import { certificateFactsOf } from '../../configuration/certificates.ts';
import type { SeenAddress } from '../../report/live-schema.ts';

const mostNames = 20;
const mostText = 200;
const dayMs = 86_400_000;

/** @param presented leaf first; null: none, or one whose dates cannot be read */
export const certificateOf = (
  presented: readonly X509Certificate[],
  now: Date,
): SeenAddress['certificate'] => {
  const [leaf] = presented;
  if (!leaf) return null;
  const facts = certificateFactsOf(leaf);
  const names = [...facts.dnsNames, ...facts.ips];
  const left = (until: Date): number => Math.floor((until.getTime() - now.getTime()) / dayMs);
  const ends = presented
    .map((one) => ({ subject: subjectOf(one.subject), until: new Date(one.validTo) }))
    .toSorted((a, b) => a.until.getTime() - b.until.getTime());
  if (ends.some(({ until }) => Number.isNaN(until.getTime())) || Number.isNaN(facts.validFrom.getTime()))
    return null;
  const [soonest] = ends as [(typeof ends)[number]];
  return {
    subject: subjectOf(leaf.subject),
    issuer: subjectOf(leaf.issuer),
    names: names.slice(0, mostNames).map((name) => name.slice(0, mostText)),
    nameCount: names.length,
    validFrom: facts.validFrom.toISOString(),
    validUntil: facts.validUntil.toISOString(),
    daysLeft: left(facts.validUntil),
    fingerprint: leaf.fingerprint256,
    presented: presented.length,
    soonest: {
      subject: soonest.subject,
      validUntil: soonest.until.toISOString(),
      daysLeft: left(soonest.until),
    },
  };
};

const subjectOf = (name: string | undefined): string =>
  (name ?? '').replaceAll('\n', ', ').slice(0, mostText);
