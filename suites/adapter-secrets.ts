/** What an adapter prints of the secrets that messages carry; over the starts that section C makes anyhow. */
import type { Observation, SecretSighting } from '../src/observe/observation.ts';
import { check, sightingInWords } from './checks.ts';
import { adapters } from './client-configuration.ts';
import { clientRules } from './client-rules.ts';
import { ca, peer } from './client-words.ts';
import * as hop from './hop-checks.ts';
import { caseId, casesOf, type Row } from './table.ts';
import type { Case, Check, ServiceName, Start } from './vocabulary.ts';

type Attempt = 'right-secret' | 'wrong-secret';

/** What the other message of the same start carried is the other case's matter. */
const notCarried = { 'right-secret': 'a wrong secret', 'wrong-secret': 'the right secret' } as const;

const sighted = (o: Observation, from: ServiceName, attempt?: Attempt): SecretSighting[] =>
  (o.services[from]?.output.secrets ?? []).filter(
    ({ of }) => attempt === undefined || of !== notCarried[attempt],
  );

const told = (seen: readonly SecretSighting[]): string =>
  seen.map(sightingInWords).join('; ') || 'no secret in the output';

/** Only where the message fared as it should is it known that the adapter had the secret in its hands. */
const printsSecretOf = (from: ServiceName, attempt: Attempt): Check => {
  const message = attempt === 'right-secret' ? hop.messageAccepted(from) : hop.messageRefused(from, attempt);
  return check(
    'secret-in-output',
    `a secret that a message carries stands in the output of ${from}`,
    (o) => {
      if (sighted(o, from, attempt).length > 0) return true;
      return o.messages[`${from}/${attempt}`] && message.holds(o) ? false : undefined;
    },
    (o) => `${message.found(o)}; ${told(sighted(o, from, attempt))}`,
    from,
  );
};

const printsAnySecret = (from: ServiceName): Check =>
  check(
    'secret-in-output',
    `a secret stands in the output of ${from}`,
    (o) => o.services[from] && sighted(o, from).length > 0,
    (o) => told(sighted(o, from)),
    from,
  );

const secretRows = (from: ServiceName, others: readonly Case[]): Row[] => {
  const start: Start = {
    services: [from],
    settings: {},
    peers: { clients: peer('adaptive') },
    looks: ['message', 'wrong-secret'],
  };
  const base = {
    subject: from,
    plain: caseId(clientRules.unsetIsInsecure.id, from, 'unset'),
    expects: 'accepted' as const,
  };
  const accepted = 'accepted message';
  return [
    { ...base, condition: accepted, start, forbidden: [printsSecretOf(from, 'right-secret')] },
    { ...base, condition: 'refused message', start, forbidden: [printsSecretOf(from, 'wrong-secret')] },
    {
      ...base,
      condition: 'all rows above',
      start: {
        ...start,
        settings: { [`${from}.clients.ca`]: ca('right') },
        peers: { clients: peer('tls') },
        looks: ['message'],
      },
      expects: 'anything',
      forbidden: [printsAnySecret(from)],
      over: others.filter(({ subject, only }) => subject === from && !only).map(({ id }) => id),
      control: {
        case: caseId(clientRules.secretStaysSecret.id, from, accepted),
        shows: hop.messageAccepted(from),
      },
    },
  ];
};

/** `others`: the cases of section C. */
export const adapterSecrets = (others: readonly Case[]): Case[] =>
  casesOf(
    clientRules.secretStaysSecret,
    adapters.flatMap((from) => secretRows(from, others)),
  );
