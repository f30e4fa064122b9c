/** Facts about what a client offers in its ClientHello, over gRPC and towards PostgreSQL alike. */
import type { HopConnection } from '../../src/model/observation.ts';
import type { Check, Seen } from '../vocabulary.ts';

const modern = ['TLSv1.2', 'TLSv1.3'];

/**
 * A list of versions is all that is offered (RFC 8446, section 4.2.1). Without one the newest version is named and
 * everything below it may be meant: then only a newest version that is old says something.
 */
const offersOld = ({ hello }: HopConnection): Seen => {
  if (!hello) return undefined;
  if (hello.versions.some((version) => !modern.includes(version))) return true;
  return hello.newestOnly ? undefined : false;
};

const saysHello = ({ opening, postgres }: HopConnection): boolean =>
  opening === 'tls' || postgres?.next === 'tls';

/** `hop`: `<from>→<to>`. Where no connection opens with TLS nothing is offered. */
export const offersOldTls = (hop: string): Check => ({
  fact: 'offers-old-tls',
  says: 'a ClientHello offers a version below TLS 1.2',
  holds: (o) => {
    const seen = o.hops[hop]?.connections.filter(saysHello).map(offersOld);
    if (!seen) return undefined;
    return seen.includes(true) ? true : seen.includes(undefined) ? undefined : false;
  },
  found: (o) => {
    const hellos = (o.hops[hop]?.connections ?? []).flatMap(({ hello }) => hello ?? []);
    const offers = hellos.map(({ versions, newestOnly }) =>
      newestOnly ? `${versions[0]} and what it leaves open` : versions.join(', '),
    );
    return offers.length ? `offered: ${[...new Set(offers)].join('; ')}` : 'no ClientHello';
  },
  of: hop,
});
