/** Looks for a chain from a leaf to an anchor by the rules of crypto/x509 of Go, and says what stands in its way. Pure. */
import { withinConstraints } from './constraints.ts';
import type { ReadCertificate } from './certificate.ts';

export type ChainFate = { fate: 'accepted' } | { fate: 'refused' | 'not judged'; reason?: string };

/** Go gives up after this many candidates. */
const mostCandidates = 100;

export interface Pools {
  anchors: readonly ReadCertificate[];
  beside: readonly ReadCertificate[];
  now: Date;
}

/** The first reason counts, because it is what stands nearest to the leaf. */
export const leadsToAnchor = (leaf: ReadCertificate, pools: Pools): ChainFate => {
  if (pools.anchors.some((one) => one.certificate.raw.equals(leaf.certificate.raw))) return fateOf([leaf]);
  const search: Search = { ...pools, candidates: 0, reasons: [] };
  const fates = chainsFrom([leaf], search).map(fateOf);
  const judged =
    fates.find(({ fate }) => fate === 'accepted') ?? fates.find(({ fate }) => fate === 'not judged');
  if (judged) return judged;
  const [first] = fates;
  if (first) return first;
  if (search.candidates > mostCandidates)
    return { fate: 'refused', reason: 'Go gives up on a chain with so many certificates of one name' };
  const [reason] = search.reasons;
  return { fate: 'refused', ...(reason !== undefined && { reason }) };
};

interface Search extends Pools {
  candidates: number;
  reasons: string[];
}

type Chain = readonly ReadCertificate[];

const chainsFrom = (chain: Chain, search: Search): Chain[] => {
  const last = chain.at(-1)!;
  const found: Chain[] = [];
  for (const [pool, isAnchor] of [
    [search.anchors, true],
    [search.beside, false],
  ] as const) {
    for (const candidate of parentsIn(pool, last)) {
      search.candidates += 1;
      if (search.candidates > mostCandidates) return found;
      if (candidate.key === 'unknown' || isIn(chain, candidate)) continue;
      const against = signedBy(last, candidate) ?? validOn(chain, candidate, isAnchor, search.now);
      if (against !== undefined) {
        search.reasons.push(against);
        continue;
      }
      const longer = [...chain, candidate];
      found.push(...(isAnchor ? [longer] : chainsFrom(longer, search)));
    }
  }
  return found;
};

/** Those of the name, the best fitting key identifier first. */
const parentsIn = (
  pool: readonly ReadCertificate[],
  { issuer, authorityKey }: ReadCertificate,
): ReadCertificate[] => {
  const rank = ({ subjectKey }: ReadCertificate): number =>
    (subjectKey ?? empty).equals(authorityKey ?? empty)
      ? 0
      : (subjectKey === undefined) === (authorityKey === undefined)
        ? 2
        : 1;
  return pool
    .filter(({ subject }) => subject.equals(issuer))
    .toSorted((one, other) => rank(one) - rank(other));
};

const empty = Buffer.alloc(0);

const isIn = (chain: Chain, candidate: ReadCertificate): boolean =>
  chain.some(
    (one) =>
      one.subject.equals(candidate.subject) &&
      one.publicKey.equals(candidate.publicKey) &&
      (one.rawNames === undefined) === (candidate.rawNames === undefined) &&
      (one.rawNames ?? empty).equals(candidate.rawNames ?? empty),
  );

/** What keeps a signature from being taken; undefined: it is the candidate's. */
const signedBy = (
  { certificate, signature }: ReadCertificate,
  candidate: ReadCertificate,
): string | undefined => {
  const { version, basic, mayIssue, key, bits } = candidate;
  const name = nameOf(candidate);
  if (basic ? !basic.isCa : version === 3) return `${name} is no CA`;
  if (mayIssue === false) return `${name} may not issue certificates`;
  if (signature.insecure) return `${nameOfSubject(certificate.subject)} is signed with ${signature.name}`;
  if (signature.by === undefined)
    return `${nameOfSubject(certificate.subject)} is signed with ${signature.name}`;
  if (bits !== undefined && bits < smallestKey) return `${name} has an RSA key of ${bits} bits`;
  try {
    if (signature.by === key && certificate.verify(candidate.certificate.publicKey)) return undefined;
  } catch {
    // A key that cannot verify it has not made it.
  }
  return `${name} has another key than the one that signed`;
};

/** Since Go 1.24. */
export const smallestKey = 1024;

const validOn = (
  chain: Chain,
  candidate: ReadCertificate,
  isAnchor: boolean,
  now: Date,
): string | undefined => {
  const { unhandled, basic } = candidate;
  const name = nameOf(candidate);
  if (unhandled.length > 0)
    return `${name} has a critical extension that Go does not handle (${unhandled[0]})`;
  const [date] = datesAgainst(candidate, now);
  if (date !== undefined) return `${name}, on the way to the CA, ${date}`;
  if (!isAnchor && basic?.isCa !== true) return `${name} is no CA`;
  if (basic?.pathLength !== undefined && chain.length - 1 > basic.pathLength)
    return `${name} allows ${basic.pathLength} CAs below it, and ${chain.length - 1} stand there`;
  return undefined;
};

/** What speaks against a whole chain. */
const fateOf = (chain: Chain): ChainFate => {
  if (!allServe(chain))
    return { fate: 'refused', reason: 'a CA on the way is not for certificates of servers' };
  let open = false;
  for (const [at, issuer] of chain.entries()) {
    if (!issuer.constraints) continue;
    for (const { names } of chain.slice(0, at)) {
      const within = names ? withinConstraints(names, issuer.constraints) : 'permitted';
      if (typeof within === 'object') return { fate: 'refused', reason: within.refused };
      open ||= within === 'not judged';
    }
  }
  if (open) return { fate: 'not judged', reason: 'name constraints meet mail addresses or unusual URIs' };
  return chain.slice(0, -1).some(({ policies }) => policies) && chain.length > 1
    ? { fate: 'not judged', reason: 'a certificate on the way demands policies, which are not judged' }
    : { fate: 'accepted' };
};

export const serverUsage = '1.3.6.1.5.5.7.3.1';
const anyUsage = '2.5.29.37.0';

/** The usages of a CA bound those below it: every certificate of the chain must be good for servers. */
const allServe = (chain: Chain): boolean => chain.every(({ extendedUsage }) => servesAsServer(extendedUsage));

export const servesAsServer = (usage: readonly string[] | undefined): boolean =>
  usage === undefined || usage.length === 0 || usage.includes(serverUsage) || usage.includes(anyUsage);

export const datesAgainst = ({ validFrom, validUntil }: ReadCertificate, now: Date): string[] => [
  ...(now > validUntil ? [`ended on ${day(validUntil)}`] : []),
  ...(now < validFrom ? [`begins on ${day(validFrom)}`] : []),
];

const day = (date: Date): string => date.toISOString().slice(0, 10);

const nameOf = ({ certificate }: ReadCertificate): string => nameOfSubject(certificate.subject);

/** Node writes one attribute a line, and nothing at all for an empty name. */
const nameOfSubject = (subject: string | undefined): string =>
  (subject ?? '').replaceAll('\n', ', ').slice(0, 100) || 'a certificate without a name';
