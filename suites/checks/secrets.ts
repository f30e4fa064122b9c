/** Facts about secrets in the output of a service. All pure. */
import type { Observation, SecretSighting } from '../../src/model/observation.ts';
import type { Check, Seen, ServiceName } from '../vocabulary.ts';

/** Where a secret was seen; the secret itself is never repeated. */
const sightingInWords = ({ kind, of, lines = [] }: SecretSighting): string => {
  const where = lines.length
    ? `line${lines.length > 1 ? 's' : ''} ${lines.join(', ')} of the output`
    : 'the output';
  return `${kind} (${of}) in ${where}`;
};

/** One fact for each kind of secret, so that a known leak of one kind excuses no other. */
export const secretsOfKinds = (
  kinds: readonly SecretSighting['kind'][],
  service: ServiceName,
  seen: (o: Observation, of: readonly SecretSighting[]) => Seen,
): Check[] =>
  kinds.map((kind) => {
    const sighted = (o: Observation): SecretSighting[] =>
      (o.services[service]?.output.secrets ?? []).filter((one) => one.kind === kind);
    return {
      fact: `${kind}-in-output`,
      says: `a ${kind.replace('-', ' ')} stands in the output of ${service}`,
      holds: (o) => seen(o, sighted(o)),
      found: (o) =>
        sighted(o).map(sightingInWords).join('; ') || `no ${kind.replace('-', ' ')} in the output`,
      of: service,
    };
  });

/** Secrets that a service is configured with. Those that messages carry belong to another rule. */
export const printsSecrets = (service: ServiceName): Check[] =>
  secretsOfKinds(
    ['private-key', 'password', 'token'],
    service,
    (o, sighted) => o.services[service] && sighted.length > 0,
  );
