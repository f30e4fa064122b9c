/** The rules that are asked of a live target alone: what its deployment file claims, and its certificates. */
import type { Rule } from '../../../suites/vocabulary.ts';

const practice = (text: string): Pick<Rule, 'source' | 'basis' | 'scope' | 'section' | 'level'> => ({
  source: { practice: text },
  basis: 'practice',
  scope: 'page',
  section: 'deployment',
  level: 'must',
});
const claimed = practice('the deployment file: what its operator claims');

export const liveRules = {
  endpoint: {
    id: 'live.endpoint-as-claimed',
    ...claimed,
    title: 'An endpoint speaks what is claimed of it',
    why: 'Who plans a network by what endpoints should do is wrong where they do something else.',
    how: 'A request in plaintext, by HTTP/2 with prior knowledge where it is HTTP, and a TLS handshake, at each listed address. A refusal of plaintext counts only where TLS answers at the same address, and unreachability only where another endpoint was reached.',
    risk: 'weaker',
  },
  accepted: {
    id: 'live.certificate-accepted',
    ...practice('RFC 5280 and RFC 6125, as crypto/x509 of Go applies them: the services are written in Go'),
    title: 'A caller that trusts the given CA accepts the certificate',
    why: 'A certificate that callers refuse leads them to switch verification off, or keeps them out.',
    how: 'The chain that the endpoint presents is held against the CA file and the name, by the rules of Go.',
    risk: 'availability',
  },
  lasts: {
    id: 'live.certificate-lasts',
    ...practice('the deployment file: expiresWithinDays'),
    title: 'No certificate of the chain ends soon',
    why: 'On the day on which it ends all callers are refused at once.',
    how: 'The last day of every certificate that the endpoint presents.',
    risk: 'availability',
  },
  presents: {
    id: 'live.presents-given-certificate',
    ...claimed,
    title: 'An endpoint presents the certificate that the deployment file names',
    why: 'Another one was not renewed with the others, or is of something in between that reads along.',
    how: 'The fingerprint of the presented leaf is that of the file.',
    risk: 'weaker',
  },
  sessions: {
    id: 'live.database-as-claimed',
    ...claimed,
    title: 'The sessions of a service with PostgreSQL are as claimed',
    why: 'Messages and credentials pass here; a mode that falls back to plaintext leaves no trace elsewhere.',
    how: 'pg_stat_ssl of the sessions of its role, as the server sees them: up to the address that it names, which is that of a pooler where one is in between.',
    risk: 'weaker',
  },
  hop: {
    id: 'live.hop-as-claimed',
    ...claimed,
    title: 'A connection between services is as claimed',
    why: 'Tokens, secrets and messages pass between the services; only the wire shows whether they pass in the clear.',
    how: 'A capture that was made beside: how each connection to the listed address opens, and whether the server answers with TLS. A connection whose beginning was not captured says nothing.',
    risk: 'weaker',
  },
  message: {
    id: 'live.message-accepted',
    ...claimed,
    title: 'A message of the given device is accepted',
    why: 'Without it, the refusal of a wrong secret shows nothing.',
    how: 'One message, published over the endpoint with the secret of the device.',
    risk: 'availability',
  },
  wrongSecret: {
    id: 'live.wrong-secret-refused',
    ...practice('CWE-287, improper authentication'),
    title: 'A message with a wrong secret is refused',
    why: 'An adapter that cannot ask who a device is must not take its messages.',
    how: 'The same message with another secret is refused by the protocol, and the one with the right secret accepted in the same run.',
    risk: 'weaker',
  },
} as const satisfies Record<string, Rule>;
