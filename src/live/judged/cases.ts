/** Makes the cases of a live target: rules of the page that can be seen from outside, and claims. Pure. */
import { createHash, X509Certificate } from 'node:crypto';
import { rules as pageRules, type Catalogue } from '../../../suites/catalogue.ts';
import type { Case, Risk, Rule } from '../../../suites/vocabulary.ts';
import type { Live, SeenEndpoint } from '../../report/live-schema.ts';
import type { Deployment, LiveEndpoint } from '../file/deployment.ts';
import { checksOfClaim, fact, isTls } from './claim-checks.ts';
import { databaseChecks } from './database-checks.ts';
import { hopName } from '../../model/hop.ts';
import { hopChecks, hopRisk } from './hop-checks.ts';
import { idOf, type Made } from './made.ts';
import { messageChecks } from './message-checks.ts';
import { ofPage } from './page-cases.ts';
import { liveRules } from './rules.ts';
import { unseenRules } from './unseen.ts';

/** What was seen, as far as checks look at it. */
export type SeenLive = Pick<Live, 'endpoints' | 'databases' | 'messages' | 'oldVersions' | 'capture'>;

/** Cases, with the start (endpoint, database, message) whose observation each is judged by. */
export interface LiveCatalogue extends Catalogue {
  startOf: ReadonlyMap<string, string>;
}

export const liveCatalogue = (deployment: Deployment, seen: SeenLive): LiveCatalogue => {
  const ofName = new Map(seen.endpoints.map((one) => [one.name, one]));
  const online = seen.endpoints.some(({ state }) => state !== 'not reached');
  const made = [
    ...deployment.endpoints.flatMap((endpoint) => {
      const one = ofName.get(endpoint.name);
      return one
        ? [...ofEndpoint(endpoint, one, { online, deployment }), ...ofPage(endpoint, one, seen.oldVersions)]
        : [];
    }),
    ...seen.databases.map((one): Made => ({
      start: `database/${one.service}`,
      rule: liveRules.sessions,
      subject: one.service,
      condition: one.claim,
      ...(one.claim === 'plaintext' && { risk: 'safer' as const }),
      ...databaseChecks(one),
    })),
    ...deployment.hops.map((hop): Made => ({
      start: `hop/${hopName(hop)}`,
      rule: liveRules.hop,
      subject: `${hop.from}.${hop.to}`,
      condition: hop.claim,
      risk: hopRisk(hop, seen.capture),
      ...hopChecks(hop, seen.capture),
    })),
    ...(deployment.device?.over ?? []).flatMap((name): Made[] => {
      const { accepted, refused } = messageChecks(name, seen.messages);
      const shared = { start: `message/${name}`, subject: name };
      return [
        { ...shared, rule: liveRules.message, condition: 'right secret', must: [accepted] },
        {
          ...shared,
          rule: liveRules.wrongSecret,
          condition: 'wrong secret',
          ...refused,
          control: { case: idOf(liveRules.message.id, name, 'right secret'), shows: accepted },
        },
      ];
    }),
  ];
  const cases = made.map(caseOf);
  const judged = new Set(cases.map(({ rule }) => rule));
  return {
    cases,
    notApplicable: unseenRules(judged),
    notCovered: [],
    digest: digestOf(cases),
    startOf: new Map(made.map((one, at) => [cases[at]!.id, one.start])),
  };
};

export const allRules: readonly Rule[] = [...pageRules, ...Object.values(liveRules)];

const caseOf = ({
  rule,
  subject,
  condition,
  never = [],
  must,
  level,
  control,
  premise,
  risk,
}: Made): Case => {
  const id = idOf(rule.id, subject, condition);
  return {
    id,
    rule: rule.id,
    scope: rule.scope,
    section: rule.section,
    level: level ?? rule.level,
    basis: rule.basis,
    subject,
    condition,
    naming: 'release',
    start: { services: [], settings: {}, probes: [] },
    expects: 'anything',
    plain: id,
    never,
    must,
    should: [],
    risk: risk ?? rule.risk,
    ...(control && { control }),
    ...(premise && { premise }),
  };
};

const digestOf = (cases: readonly Case[]): string => {
  const hash = createHash('sha256');
  for (const { id, level } of cases) hash.update(`${id} ${level}\n`);
  return hash.digest('hex');
};

interface Around {
  online: boolean;
  deployment: Deployment;
}

const ofEndpoint = (endpoint: LiveEndpoint, seen: SeenEndpoint, { online, deployment }: Around): Made[] => {
  const { name, claim } = endpoint;
  const start = `endpoint/${name}`;
  const asClaimed: Made = {
    ...{ start, rule: liveRules.endpoint, subject: name, condition: claim },
    risk: riskOf(claim, seen),
    ...checksOfClaim(endpoint, seen, online),
  };
  if (claim !== 'tls' && claim !== 'tls-with-client-certificate') return [asClaimed];
  const within = deployment.expiresWithinDays;
  const reached = seen.addresses.filter((one) => one.reached);
  const chains = reached.flatMap((one) => one.certificate ?? []);
  const speaksTlsAsClaimed = asClaimed.must.find((one) => one.fact === 'speaks-tls');
  // Where no TLS is spoken there is no certificate, and the claim's own case says so.
  const premise = speaksTlsAsClaimed && {
    case: idOf(liveRules.endpoint.id, name, claim),
    shows: speaksTlsAsClaimed,
  };
  return [
    asClaimed,
    ...[
      ...(endpoint.ca === undefined ? [] : [accepted(endpoint, seen)]),
      {
        ...{ start, rule: liveRules.lasts, subject: name, condition: `${within} days` },
        must: [
          fact({
            fact: 'certificate-lasts',
            says: `every certificate that ${name} presents is good for ${within} days or more`,
            holds:
              chains.length === 0 ? undefined : chains.every(({ soonest }) => soonest.daysLeft >= within),
            found:
              chains
                .map(
                  ({ soonest }) =>
                    `${soonest.subject} ends on ${soonest.validUntil.slice(0, 10)} (${soonest.daysLeft} days left)`,
                )
                .join('; ') || 'no certificate was seen',
            of: name,
          }),
        ],
      },
      ...(endpoint.presents === undefined ? [] : [presentsGiven(endpoint, endpoint.presents, chains)]),
    ].map((one: Made): Made => ({ ...one, ...(premise && { premise }) })),
  ];
};

/**
 * Of a claim that does not hold. What answers in plaintext, or is reached against its claim, is weaker by its own check;
 * TLS in place of plaintext is safer. Whatever else differs keeps callers out.
 */
const riskOf = (claim: LiveEndpoint['claim'], { addresses }: SeenEndpoint): Risk => {
  if (claim === 'not-reachable') return 'weaker';
  return claim === 'plaintext' && addresses.some(isTls) ? 'safer' : 'availability';
};

const accepted = ({ name }: LiveEndpoint, seen: SeenEndpoint): Made => {
  const judged = seen.addresses.flatMap(({ trust }) => trust ?? []);
  const refused = judged.find(({ go }) => go === 'refused');
  const open = judged.find(({ go }) => go === 'not judged');
  return {
    ...{ start: `endpoint/${name}`, rule: liveRules.accepted, subject: name, condition: 'as Go judges' },
    must: [
      fact({
        fact: 'certificate-accepted',
        says: `a client written in Go accepts the certificate of ${name}`,
        holds: refused ? false : judged.length === 0 || open ? undefined : true,
        found: refused
          ? `refused: ${refused.reasons.join('; ')}`
          : open
            ? `not judged: ${open.reasons.join('; ')}`
            : judged.length > 0
              ? 'accepted'
              : 'no certificate was seen',
        of: name,
      }),
    ],
  };
};

const presentsGiven = (
  { name }: LiveEndpoint,
  given: string,
  chains: readonly { fingerprint: string }[],
): Made => {
  const wanted = new X509Certificate(given).fingerprint256;
  const other = chains.find(({ fingerprint }) => fingerprint !== wanted);
  return {
    ...{ start: `endpoint/${name}`, rule: liveRules.presents, subject: name, condition: 'given certificate' },
    must: [
      fact({
        fact: 'presents-given-certificate',
        says: `${name} presents the certificate of the file`,
        holds: chains.length === 0 ? undefined : other === undefined,
        found:
          chains.length === 0
            ? 'no certificate was seen'
            : `it presents ${(other?.fingerprint ?? wanted).slice(0, 23)}…, the file holds ${wanted.slice(0, 23)}…`,
        of: name,
      }),
    ],
  };
};
