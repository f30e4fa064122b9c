/** Reads a capture that was made beside a deployment, and says which connections of the deployment file are in it. */
import { isIPv6 } from 'node:net';
import type { ConnectionGroup } from '../../capture/model.ts';
import { readCapture } from '../../capture/read-capture.ts';
import { hopName } from '../../model/hop.ts';
import type { SeenCapture } from '../../report/live-schema.ts';
import type { Deployment, LiveHop } from '../file/deployment.ts';

/** Groups of the report: callers of one connection of the deployment file, and all others. */
const mostCallers = 8;
const mostOthers = 200;

/** @throws UsageError for what is no capture */
export const readCaptured = async (
  path: string,
  { hops }: Pick<Deployment, 'hops'>,
  signal: AbortSignal,
): Promise<SeenCapture> => {
  const listed = hops.flatMap(({ at }) => at.map((one) => ({ ...one, address: canonical(one.address) })));
  const callers = hops.flatMap((hop) => (hop.callers ?? []).map(canonical));
  const { totals, groups, notes } = await readCapture(path, { listed, callers, signal });
  const shown = groups.map((group): Shown => {
    const hop = hops.find((one) => isOf(one, group));
    return shownOf(group, hop ? hopName(hop) : null);
  });
  const ofHop = Map.groupBy(
    shown.filter(({ hop }) => hop !== null),
    ({ hop, to }) => `${hop} ${to}`,
  );
  const others = shown.filter(({ hop }) => hop === null).slice(0, mostOthers);
  return {
    file: path,
    packets: totals.packets,
    connections: totals.connections,
    first: totals.first ?? null,
    last: totals.last ?? null,
    notes,
    groups: [...ofHop.values().flatMap(withFewCallers), ...others],
    // Callers that are shown as one count as one.
    groupCount:
      shown.length - ofHop.values().reduce((sum, of) => sum + Math.max(0, of.length - mostCallers), 0),
  };
};

type Shown = SeenCapture['groups'][number];

const shownOf = (group: ConnectionGroup, hop: string | null): Shown => ({
  hop,
  from: group.from,
  to: inWords(group.to),
  connections: group.connections,
  openings: group.openings,
  tlsVersions: group.tlsVersions,
  postgres: group.postgres,
  serverNames: group.serverNames,
  credentials: group.credentials,
  ...(group.refused.tls + group.refused.plaintext > 0 && { refused: group.refused }),
});

/** What is judged are the counts of all callers: those that are not shown one by one are one group. */
const withFewCallers = (groups: readonly Shown[]): Shown[] => {
  if (groups.length <= mostCallers) return [...groups];
  const [first, ...more] = groups.slice(mostCallers - 1) as [Shown, ...Shown[]];
  return [...groups.slice(0, mostCallers - 1), more.reduce(together, { ...first, from: '*' })];
};

const together = (one: Shown, other: Shown): Shown => {
  const refused = {
    tls: (one.refused?.tls ?? 0) + (other.refused?.tls ?? 0),
    plaintext: (one.refused?.plaintext ?? 0) + (other.refused?.plaintext ?? 0),
  };
  return {
    ...one,
    connections: one.connections + other.connections,
    openings: sum(one.openings, other.openings),
    tlsVersions: sum(one.tlsVersions, other.tlsVersions),
    postgres: sum(one.postgres, other.postgres),
    serverNames: [...new Set([...one.serverNames, ...other.serverNames])].slice(0, mostNames),
    credentials: one.credentials + other.credentials,
    ...(refused.tls + refused.plaintext > 0 && { refused }),
  };
};

const mostNames = 20;

const sum = (one: Record<string, number>, other: Record<string, number>): Record<string, number> => {
  const total = { ...one };
  for (const [key, n] of Object.entries(other)) total[key] = (total[key] ?? 0) + n;
  return total;
};

const isOf = ({ at, callers }: LiveHop, { from, to }: ConnectionGroup): boolean =>
  at.some(({ address, port }) => sameAddress(address, to.address) && port === to.port) &&
  (callers === undefined || callers.some((one) => sameAddress(one, from)));

const sameAddress = (one: string, other: string): boolean => canonical(one) === canonical(other);

const canonical = (address: string): string =>
  isIPv6(address) ? new URL(`http://[${address}]/`).hostname : address;

const inWords = ({ address, port }: ConnectionGroup['to']): string =>
  `${address.includes(':') ? `[${address}]` : address}${port === undefined ? '' : `:${port}`}`;
