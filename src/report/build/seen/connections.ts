/** Tells what a tap saw of a hop: one line a connection, and one for all that were opened and answered alike. Pure. */
import type { HopConnection, HopObservation } from '../../../model/observation.ts';
import { joined, range, tally } from './phrases.ts';

export const connectionsInWords = ({ connections, unrecorded }: HopObservation): string[] => {
  const alike = Map.groupBy(connections, connectionInWords);
  return [
    ...[...alike].map(([words, group]) => groupInWords(words, group)),
    ...(unrecorded === undefined ? [] : [`${unrecorded} more, which were counted only`]),
  ];
};

const groupInWords = (words: string, group: readonly HopConnection[]): string => {
  const of = (number: (one: HopConnection) => number): string => range(group.map(number));
  const inside = group.some(({ tls, applicationBytes }) => tls && applicationBytes > 0)
    ? ` (${of((one) => one.applicationBytes)} inside TLS)`
    : '';
  const calls = group.flatMap((one) => one.calls);
  return joined(
    [
      `${group.length > 1 ? `${group.length} connections ` : ''}at ${of((one) => one.at)} ms: ${words}`,
      calls.length > 0 && `calls ${tally(calls)}`,
      `sent ${of((one) => one.sent)} bytes${inside}, received ${of((one) => one.received)}`,
    ],
    '; ',
  );
};

const openings: Record<HopConnection['opening'], string> = {
  tls: 'TLS',
  'h2-plaintext': 'HTTP/2 in plaintext',
  'postgres-ssl-request': 'SSLRequest',
  'postgres-startup': 'PostgreSQL in plaintext',
  mqtt: 'MQTT in plaintext',
  http1: 'HTTP/1 in plaintext',
  other: 'other bytes',
  nothing: 'sends nothing',
};

const connectionInWords = (one: HopConnection): string =>
  joined(
    [
      one.opening === 'other' ? `${openings.other} (${one.bytes})` : openings[one.opening],
      one.postgres &&
        !(one.opening === 'postgres-startup' && one.postgres.next === 'startup') &&
        postgresInWords(one.postgres),
      one.hello && helloInWords(one.hello),
      one.tls && tlsInWords(one.tls),
      one.later && 'answered by the later peer',
    ],
    '; ',
  );

const moves: Record<NonNullable<HopConnection['postgres']>['next'], string> = {
  tls: 'the client starts TLS',
  startup: 'the client starts in plaintext',
  cancel: 'the client cancels',
  closed: 'the client closes',
};

const postgresInWords = ({ answer, gss, next }: NonNullable<HopConnection['postgres']>): string =>
  joined([
    gss !== undefined && `GSSENCRequest answered ${gss}`,
    answer !== undefined && `the server answers ${answer}`,
    moves[next],
  ]);

const helloInWords = ({ sni, alpn, versions, newestOnly }: NonNullable<HopConnection['hello']>): string => {
  const named = sni === undefined ? 'no SNI' : `SNI ${sni}`;
  const protocols = alpn.length > 0 ? `ALPN ${alpn.join(', ')}` : 'no ALPN';
  return `ClientHello: ${named}, ${protocols}, versions ${versions.join(', ')}${newestOnly ? ' and what it leaves open' : ''}`;
};

const tlsInWords = (tls: NonNullable<HopConnection['tls']>): string =>
  tls.established
    ? joined([
        `established: ${tls.version ?? 'version not known'}`,
        tls.alpn !== undefined && `ALPN ${tls.alpn}`,
        tls.clientCertificate === null
          ? 'no client certificate'
          : `client certificate ${tls.clientCertificate}`,
      ])
    : `not established: ${tls.error ?? 'no reason seen'}`;
