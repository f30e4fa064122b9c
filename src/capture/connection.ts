/** Makes of what was followed what is reported: one connection, with its client and its server. */
import { endsOfKey } from './flow/ends.ts';
import type { Side } from './flow/side.ts';
import type { TcpFlow } from './flow/tcp-flow.ts';
import type { UdpFlow } from './flow/udp-table.ts';
import type { IsListed } from './listed.ts';
import type { CapturedConnection, CapturedEnd } from './model.ts';
import { readDatagrams } from './protocol/datagram.ts';

interface Roles {
  direction: CapturedConnection['direction'];
  /** The side that is the client, in the order of the key. */
  client: 0 | 1;
}

/** Which end is the client where no handshake says it. */
const rolesWithout = (
  ends: readonly [CapturedEnd, CapturedEnd],
  firstAt: readonly [number | undefined, number | undefined],
  listed: IsListed,
  otherwise: 'first-datagram' | 'unseen',
): Roles => {
  const [first, second] = ends.map(listed);
  if (first !== second) return { direction: 'listed', client: first ? 1 : 0 };
  const [one = Infinity, other = Infinity] = firstAt;
  return { direction: otherwise, client: one <= other ? 0 : 1 };
};

const common = (
  key: string,
  roles: Roles,
  start: number,
  firstAt: number,
): Pick<CapturedConnection, 'at' | 'time' | 'from' | 'to' | 'direction'> => {
  const ends = endsOfKey(key);
  return {
    at: Math.max(0, Math.round((firstAt - start) * 1e6) / 1e6),
    time: isoTime(firstAt),
    from: ends[roles.client],
    to: ends[roles.client === 0 ? 1 : 0],
    direction: roles.direction,
  };
};

/** A capture may name times that no calendar has. */
export const isoTime = (s: number): string =>
  new Date(Math.min(Math.max(0, s * 1000), 8.64e15)).toISOString();

const middleNote = 'the capture does not hold how it began';

/** @param start s since 1970 of the capture's first packet */
export const tcpConnection = (flow: TcpFlow, start: number, listed: IsListed): CapturedConnection => {
  const [low, high] = flow.sides;
  const ends = endsOfKey(flow.key);
  const roles: Roles =
    flow.client === undefined
      ? rolesWithout(ends, [low.firstAt, high.firstAt], listed, 'unseen')
      : { direction: 'handshake', client: flow.client };
  const [client, server] = roles.client === 0 ? [low, high] : [high, low];
  const { conversation, end } = flow;
  const read = flow.openingCaptured ? conversation : undefined;
  const { settled: _, ...said } = read ?? { opening: 'unseen' as const, bytes: '', settled: true };
  const notes = [...flow.limits, ...(read ? [] : [middleNote])];
  return {
    ...common(flow.key, roles, start, earliest(low, high)),
    transport: 'tcp',
    ...said,
    ...(read && isRefused(read, client, server) && { refused: true as const }),
    ...(flow.resemblesTls && { resembles: 'tls' as const }),
    sent: client.bytes,
    received: server.bytes,
    packets: flow.packets,
    complete: [client, server].every((side) => side.synAt !== undefined && side.bytes > 0),
    end,
    ...(end === 'reset' && { resetBy: resetBy(client, server) }),
    notes,
  };
};

/** What the capture lacks of the server's answer refuses nothing: its end has to follow its SYN at once. */
const isRefused = (
  {
    opening,
    tls,
    postgres,
    answeredByTls,
  }: Pick<CapturedConnection, 'opening' | 'tls' | 'postgres' | 'answeredByTls'>,
  client: Side,
  server: Side,
): boolean => {
  if (opening === 'nothing' || opening === 'unseen') return false;
  if (answeredByTls || (postgres?.answer === 'N' && postgres.next === 'closed')) return true;
  if (tls?.version !== undefined) return false;
  if (tls?.answeredWith !== undefined || tls?.alert?.by === 'server') return true;
  const endedFirst = endOf(server) <= endOf(client) && endOf(server) < Infinity;
  return endedFirst && server.bytes === 0 && server.base !== undefined && server.endSequence === server.base;
};

const endOf = ({ finAt, rstAt }: Side): number => Math.min(finAt ?? Infinity, rstAt ?? Infinity);

const earliest = (low: Side, high: Side): number =>
  Math.min(low.firstAt ?? Infinity, high.firstAt ?? Infinity);

const resetBy = (client: Side, server: Side): 'client' | 'server' =>
  (client.rstAt ?? Infinity) <= (server.rstAt ?? Infinity) ? 'client' : 'server';

export const udpConnection = (flow: UdpFlow, start: number, listed: IsListed): CapturedConnection => {
  const [low, high] = flow.sides;
  const roles = rolesWithout(endsOfKey(flow.key), [low.firstAt, high.firstAt], listed, 'first-datagram');
  const [client, server] = roles.client === 0 ? [low, high] : [high, low];
  const firstAt = Math.min(low.firstAt ?? Infinity, high.firstAt ?? Infinity);
  const datagrams = [client, server].map((side) => side.datagrams.map(({ bytes }) => bytes));
  return {
    ...common(flow.key, roles, start, firstAt),
    transport: 'udp',
    ...readDatagrams(datagrams[0]!, datagrams[1]!),
    sent: client.bytes,
    received: server.bytes,
    packets: flow.packets,
    complete: client.bytes > 0 && server.bytes > 0,
    end: 'open',
    notes: flow.dropped ? ['followed no further: too many conversations by UDP at a time'] : [],
  };
};
