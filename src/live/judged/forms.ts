/** Which cases a live target can have, before a deployment file names what is looked at. Pure. */
import { rules as pageRules } from '../../../suites/catalogue.ts';
import { slug } from '../../../suites/case-id.ts';
import { weakCiphers } from '../../../suites/checks/ciphers.ts';
import type { Rule } from '../../../suites/vocabulary.ts';
import { claims } from '../file/schema.ts';
import { liveSuffix } from './made.ts';
import { liveRules } from './rules.ts';
import { turnsRed } from './turns-red.ts';

export interface LiveForm {
  rule: Rule;
  /** As `explain` takes it: that of a rule of the page ends with `@live`. */
  id: string;
  /** What its subject is. */
  subject: string;
  conditions: readonly string[];
  /** How a live target shows it. */
  how: string;
  turnsRed: readonly string[];
}

const reachable = claims.filter((claim) => claim !== 'not-reachable');

const own = (rule: Rule, subject: string, conditions: readonly string[]): LiveForm => ({
  ...{ rule, id: rule.id, subject, conditions, how: rule.how },
  turnsRed: turnsRed[rule.id as keyof typeof turnsRed],
});

const ofPage = (id: keyof typeof turnsRed, conditions: readonly string[], how: string): LiveForm => {
  const rule = pageRules.find((one) => `${one.id}${liveSuffix}` === id);
  if (!rule) throw new Error(`no rule ${id}`);
  const subject = 'one of users.http, users.grpc, clients.http and clients.grpc';
  return { rule, id, subject, conditions, how, turnsRed: turnsRed[id] };
};

const standsFor =
  'The claim of the deployment file stands for what is set. How the service starts, and its files, are not seen.';

export const liveForms: readonly LiveForm[] = [
  own(liveRules.endpoint, 'an endpoint', claims),
  own(liveRules.accepted, 'an endpoint with a CA', ['as Go judges']),
  own(liveRules.lasts, 'an endpoint with TLS', ['30 days']),
  own(liveRules.presents, 'an endpoint with `presents`', ['given certificate']),
  own(liveRules.sessions, 'a service with a database', reachable),
  own(liveRules.hop, 'a connection of `hops`, `users.auth`', ['tls', 'plaintext']),
  own(liveRules.message, 'an endpoint of `over`', ['right secret']),
  own(liveRules.wrongSecret, 'an endpoint of `over`', ['wrong secret']),
  ofPage(
    'server.none-is-insecure@live',
    ['neither set'],
    `Where plaintext is claimed: a request in plaintext, and a TLS handshake. ${standsFor}`,
  ),
  ofPage(
    'server.pair-is-tls@live',
    ['cert + key'],
    `Where tls is claimed: a TLS handshake, requests in plaintext, and the certificate where a CA is given. ${standsFor}`,
  ),
  ofPage(
    'server.modern-tls@live',
    ['TLS 1.0', 'TLS 1.1', 'TLS 1.2', 'TLS 1.3', ...Object.values(weakCiphers)],
    `Where tls is claimed: one handshake for each version; TLS 1.0, 1.1 and the weak suites are offered with --probe-old-versions alone. ${standsFor}`,
  ),
];

/** Ids of the cases that a form can have; what is named in capital letters is for the deployment file to say. */
export const idsOf = ({ rule, conditions }: LiveForm): string[] =>
  conditions.map((condition) => `${rule.id}/SUBJECT/${slug(condition)}${liveSuffix}`);

/** Whether a condition, as it stands in an id, is one of the form. */
export const hasCondition = ({ rule, conditions }: LiveForm, condition: string): boolean =>
  rule.id === liveRules.lasts.id
    ? /^\d{1,4}-days$/.test(condition)
    : conditions.some((one) => slug(one) === condition);
