/** Says which rules of the page a look from outside cannot judge, why, and which part of the page stays unseen. Pure. */
import { rules as pageRules } from '../../../suites/catalogue.ts';
import type { NotApplicable, Rule, Section } from '../../../suites/vocabulary.ts';
import type { Live } from '../../report/live-schema.ts';

const restart = 'it needs the service to be started with other settings, and a live target is not touched';
const inner = 'connections between the services pass where this machine does not see them';
const output = 'the output of the services is not read';

/** Where no other reason is given, that of the section counts. */
const reasons: Partial<Record<Section, string>> = {
  server: restart,
  standalone: restart,
  client: inner,
  postgres: restart,
  grpc: inner,
  deployment: inner,
};

const ofRule: Record<string, string> = {
  'server.none-is-insecure':
    'no listener of Users or Clients is among the endpoints with the claim plaintext',
  'server.pair-is-tls': 'no listener of Users or Clients is among the endpoints with the claim tls',
  'server.modern-tls': 'no listener of Users or Clients is among the endpoints with the claim tls',
  'server.secret-stays-secret': output,
  'adapter.secret-stays-secret': output,
  'postgres.secret-stays-secret': output,
  'grpc.rotation': restart,
  'ca.unreadable-stops-start': restart,
  'ca.useless-content-stops-start': restart,
};

/** One entry a rule: the cases of a rule that is not seen have no meaning one by one. */
export const unseenRules = (judged: ReadonlySet<string>): NotApplicable[] =>
  pageRules
    .filter(({ id }) => !judged.has(id))
    .map((rule) => ({
      id: `${rule.id}@live`,
      rule: rule.id,
      scope: rule.scope,
      subject: 'deployment',
      condition: 'live',
      reason: `not seen of a live target: ${reasonOf(rule)}`,
    }));

const reasonOf = ({ id, section }: Rule): string => ofRule[id] ?? reasons[section] ?? restart;

/**
 * @param sessions the databases whose sessions were looked at
 * @param captured whether a capture was read
 * @param oldVersions whether weak cipher suites were offered
 */
export const unseenParts = (
  judged: ReadonlySet<string>,
  { sessions, captured, oldVersions }: { sessions: number; captured: boolean; oldVersions: boolean },
): Live['unseen'] => [
  {
    part: 'Server Configuration',
    says: `${judged.has('server.pair-is-tls') || judged.has('server.none-is-insecure') ? 'Seen is what the listed listeners of Users and Clients speak now' : 'No listener of Users or Clients was judged'}; what a listener does with half a pair, a defective one, or other forms of PEM stays unseen, and so ${oldVersions ? 'does' : 'do weak cipher suites, which --probe-old-versions offers, and'} what the services print.`,
  },
  { part: 'Standalone mode', says: 'This part stays unseen as a whole: it is about how Clients starts.' },
  {
    part: 'Client Configuration',
    says: `${captured ? 'The capture shows how the connections in it open; whom' : 'How the services open gRPC to each other, whom'} they trust there, and what they do with a bad CA file stays unseen: TLS on the wire does not say that the caller verifies it.`,
  },
  {
    part: 'Securing PostgreSQL Connections',
    says:
      sessions === 0
        ? `No database account was given: ${captured ? 'seen is how the connections in the capture open, and nothing else of this part.' : 'this part stays unseen as a whole.'}`
        : 'Seen is how the sessions that stand now are encrypted; whether a service verifies the server, and whether it would fall back to plaintext, stays unseen.',
  },
  {
    part: 'Securing gRPC',
    says: `Seen is what the listed gRPC listeners speak to a client from here${captured ? ', and what the capture holds of the connections between the services; other connections stay unseen.' : '; what passes between the services stays unseen: --capture shows it.'}`,
  },
];
