/** Facts about the sessions of a service, as its PostgreSQL sees them. Pure. */
import type { Check, Seen } from '../../../suites/vocabulary.ts';
import type { SeenDatabase } from '../../report/live-schema.ts';
import { fact } from './claim-checks.ts';

/** A session that the account may not look into leaves open what all of them are. */
export const databaseChecks = (seen: SeenDatabase): { never: Check[]; must: Check[] } => {
  const { service, claim, sessions, failed, role } = seen;
  const visible = sessions.filter(({ tls }) => tls !== null);
  const hidden = sessions.length - visible.length;
  const tls = visible.filter((one) => one.tls);
  const found =
    failed ??
    `${visible.length} sessions of ${role}: ${tls.length} TLS, ${visible.length - tls.length} plaintext${hidden ? `; ${hidden} that this account may not see` : ''}${from(visible)}`;
  const check = (word: string, says: string, holds: Seen, exposes?: true): Check =>
    fact({
      fact: word,
      says,
      holds: failed === null ? holds : undefined,
      found,
      of: service,
      ...(exposes && { exposes }),
    });
  const every = (is: (one: SeenDatabase['sessions'][number]) => boolean): Seen => {
    if (visible.some((one) => !is(one))) return false;
    return visible.length === 0 || hidden > 0 ? undefined : true;
  };
  const some = (is: (one: SeenDatabase['sessions'][number]) => boolean): Seen => {
    if (visible.some(is)) return true;
    return visible.length === 0 || hidden > 0 ? undefined : false;
  };
  const why =
    failed === null
      ? visible.length === 0
        ? ` (${hidden > 0 ? 'the account may not see them' : 'there is none now'})`
        : ''
      : ` (${failed})`;
  const plain = check(
    'plaintext-session',
    `${service} has a session in plaintext${why}`,
    some((one) => one.tls === false),
    true,
  );
  const allTls = check(
    'every-session-tls',
    `every session of ${service} is TLS${why}`,
    every((one) => one.tls === true),
  );
  switch (claim) {
    case 'plaintext':
      return {
        never: [],
        must: [
          check(
            'every-session-plaintext',
            `every session of ${service} is plaintext${why}`,
            every((one) => one.tls === false),
          ),
        ],
      };
    case 'tls-with-client-certificate':
      return {
        never: [plain],
        must: [
          allTls,
          check(
            'client-certificate',
            `every session of ${service} has a client certificate${why}`,
            every((one) => one.clientCertificate !== null),
          ),
        ],
      };
    default:
      return { never: [plain], must: [allTls] };
  }
};

const from = (sessions: SeenDatabase['sessions']): string => {
  const addresses = [...new Set(sessions.map((one) => one.from ?? 'a local socket'))].slice(0, 5);
  return addresses.length ? `, up to ${addresses.join(', ')}, the address that PostgreSQL sees` : '';
};
