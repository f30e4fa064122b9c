/** Reads a capture that was made beside a deployment, and says which connections of the deployment file are in it. */
import { isIPv6 } from 'node:net';
import type { ConnectionGroup } from '../../capture/model.ts';
import { readCapture } from '../../capture/read-capture.ts';
import { hopName } from '../../model/hop.ts';
import type { SeenCapture } from '../../report/live-schema.ts';
import type { Deployment, LiveHop } from '../file/deployment.ts';

const mostGroups = 200;

/** @throws UsageError for what is no capture */
export const readCaptured = async (
  path: string,
  { hops }: Pick<Deployment, 'hops'>,
  signal: AbortSignal,
): Promise<SeenCapture> => {
  const listed = hops.flatMap(({ at }) => at);
  const { totals, groups, notes } = await readCapture(path, { listed, signal });
  const named = groups.map((group) => ({ group, hop: hops.find((one) => isOf(one, group)) }));
  const ordered = [...named.filter(({ hop }) => hop), ...named.filter(({ hop }) => !hop)];
  return {
    file: path,
    packets: totals.packets,
    connections: totals.connections,
    first: totals.first ?? null,
    last: totals.last ?? null,
    notes,
    groups: ordered.slice(0, mostGroups).map(({ group, hop }) => ({
      hop: hop ? hopName(hop) : null,
      from: group.from,
      to: inWords(group.to),
      connections: group.connections,
      openings: group.openings as Record<string, number>,
      tlsVersions: group.tlsVersions,
      postgres: group.postgres,
      serverNames: group.serverNames,
      credentials: group.credentials,
    })),
    groupCount: groups.length,
  };
};

const isOf = ({ at, callers }: LiveHop, { from, to }: ConnectionGroup): boolean =>
  at.some(({ address, port }) => sameAddress(address, to.address) && port === to.port) &&
  (callers === undefined || callers.some((one) => sameAddress(one, from)));

const sameAddress = (one: string, other: string): boolean => canonical(one) === canonical(other);

const canonical = (address: string): string =>
  isIPv6(address) ? new URL(`http://[${address}]/`).hostname : address;

const inWords = ({ address, port }: ConnectionGroup['to']): string =>
  `${address.includes(':') ? `[${address}]` : address}${port === undefined ? '' : `:${port}`}`;
