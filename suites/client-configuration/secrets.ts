/** What an adapter prints of the secrets that messages carry. */
import type { SecretSighting } from '../../src/model/observation.ts';
import { caseId } from '../case-id.ts';
import { message, messageAccepted, messageRefused } from '../checks/message.ts';
import { secretsOfKinds } from '../checks/secrets.ts';
import { rule } from '../rule.ts';
import type { Check, ServiceName } from '../vocabulary.ts';
import { eachAdapter } from '../words/about.ts';
import { ca } from '../words/files.ts';
import { peer } from '../words/peers.ts';

type Attempt = NonNullable<SecretSighting['carriedBy']>;

const kinds = ['device-secret', 'user-token', 'private-key', 'password', 'token'] as const;

/** Only where the message fared as it should is it known that the adapter had the secret in its hands. */
const printsSecretsOf = (from: ServiceName, attempt: Attempt): Check[] => {
  const fared = attempt === 'right-secret' ? messageAccepted(from) : messageRefused(from, attempt);
  return secretsOfKinds(kinds, from, (o, sighted) => {
    // What the other message of the same start carried belongs to the other case.
    if (sighted.some(({ carriedBy }) => carriedBy === undefined || carriedBy === attempt)) return true;
    return message(o, from, attempt) && fared.holds(o) ? false : undefined;
  });
};

const printsAnySecret = (from: ServiceName): Check[] =>
  secretsOfKinds(kinds, from, (o, sighted) => o.services[from] && sighted.length > 0);

const id = 'adapter.secret-stays-secret';
const accepted = 'accepted message';

export const secretStaysSecret = rule(id, {
  basis: 'practice',
  risk: 'weaker',
  title: "No secret of a device in an adapter's output",
  why: 'A reader of the log could send messages in the name of every device whose secret it shows. A secret that was mistyped once is often the right one for something else.',
  how: 'The complete output, at the default log level, is searched after an accepted message and one with a wrong secret, and after all other starts of the section, for the secrets, tokens and passwords in every usual notation.',
  source: { practice: 'CWE-532, insertion of sensitive information into a log file' },

  about: eachAdapter,
  conditions: [
    {
      condition: accepted,
      expects: 'accepted',
      never: (from) => printsSecretsOf(from, 'right-secret'),
    },
    {
      condition: 'refused message',
      expects: 'accepted',
      never: (from) => printsSecretsOf(from, 'wrong-secret'),
    },
    {
      condition: 'all rows above',
      over: 'every case above',
      start: (from) => ({
        services: [from],
        settings: { [`${from}.clients.ca`]: ca('right') },
        peers: { clients: peer('tls') },
        probes: ['message'],
      }),
      expects: 'anything',
      never: printsAnySecret,
      control: (from) => ({ case: caseId(id, from, accepted), shows: messageAccepted(from) }),
    },
  ],
  start: (from) => ({
    services: [from],
    settings: {},
    peers: { clients: peer('adaptive') },
    probes: ['message', 'wrong-secret'],
  }),
});
