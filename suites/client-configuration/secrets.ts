/** What an adapter prints of the secrets that messages carry; over the starts that section C makes anyhow. */
import { caseId } from '../case-id.ts';
import { messageAccepted, messageRefused } from '../checks/message.ts';
import { secretsOfKinds } from '../checks/secrets.ts';
import { clientRules } from './rules.ts';
import { casesOf, type Row } from '../table.ts';
import type { Case, Check, ServiceName, Start } from '../vocabulary.ts';
import { plainAdapter } from '../words/controls.ts';
import { ca } from '../words/files.ts';
import { peer } from '../words/peers.ts';
import { adapters } from '../words/subjects.ts';

type Attempt = 'right-secret' | 'wrong-secret';

/** What the other message of the same start carried is the other case's matter. */
const notCarried = { 'right-secret': 'a wrong secret', 'wrong-secret': 'the right secret' } as const;

const kinds = ['device-secret', 'user-token', 'private-key', 'password', 'token'] as const;

/** Only where the message fared as it should is it known that the adapter had the secret in its hands. */
const printsSecretsOf = (from: ServiceName, attempt: Attempt): Check[] => {
  const message = attempt === 'right-secret' ? messageAccepted(from) : messageRefused(from, attempt);
  return secretsOfKinds(kinds, from, (o, sighted) => {
    if (sighted.some(({ of }) => of !== notCarried[attempt])) return true;
    return o.messages[`${from}/${attempt}`] && message.holds(o) ? false : undefined;
  });
};

const printsAnySecret = (from: ServiceName): Check[] =>
  secretsOfKinds(kinds, from, (o, sighted) => o.services[from] && sighted.length > 0);

const secretRows = (from: ServiceName, others: readonly Case[]): Row[] => {
  const start: Start = {
    services: [from],
    settings: {},
    peers: { clients: peer('adaptive') },
    looks: ['message', 'wrong-secret'],
  };
  const base = {
    subject: from,
    plain: plainAdapter(from),
    expects: 'accepted' as const,
  };
  const accepted = 'accepted message';
  return [
    { ...base, condition: accepted, start, never: printsSecretsOf(from, 'right-secret') },
    { ...base, condition: 'refused message', start, never: printsSecretsOf(from, 'wrong-secret') },
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
      never: printsAnySecret(from),
      over: others.filter(({ subject, only }) => subject === from && !only).map(({ id }) => id),
      control: {
        case: caseId(clientRules.secretStaysSecret.id, from, accepted),
        shows: messageAccepted(from),
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
