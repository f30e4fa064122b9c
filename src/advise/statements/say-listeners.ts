/** States what comes of certificate, key and CA settings of a program's listeners. */
import type { Place } from '../../configuration/model.ts';
import type { AuthorityFile } from '../authorities.ts';
import type { Ending } from '../hops.ts';
import { day } from '../identity.ts';
import type { Listener } from '../listeners.ts';
import { isSet, linesOf, type Setting } from '../matching.ts';
import type { Statement } from '../schema.ts';
import { further, lineOf } from '../phrases.ts';
import { sayBad, sayNoFile, wantedOf } from './say-no-file.ts';
import { listenerSubject, shownIn } from '../shown.ts';
import { called, statement } from '../statement.ts';
import { afterEnd } from './words.ts';
import type { World } from '../world.ts';

/** @param ending how the program really ends, which may be for another reason and with another code */
export const sayListener = (listener: Listener, world: World, ending?: Ending): Statement[] => [
  ...sayPair(listener, world, ending),
  ...sayBadLists(listener, ending),
  ...sayLists(listener),
];

const nameOf = ({ id }: Listener): string => `its ${id} port`;

const sayPair = (listener: Listener, world: World, ending?: Ending): Statement[] => {
  const { instance, reads, pair, speaks, shown } = listener;
  const { judged } = pair;
  const who = called(instance);
  if (judged.state === 'half') {
    const missing = judged.missing === 'key' ? 'key' : 'certificate';
    const lenient = reads.halfPairIsPlaintext;
    return [
      statement({
        kind: 'half a pair',
        severity: lenient ? 'weaker' : 'availability',
        instance,
        variable: judged.variable,
        at: lineOf(judged.missing === 'key' ? pair.cert : pair.key),
        related: emptyHere(judged.missing === 'key' ? pair.key : pair.cert, judged.other),
        says: lenient
          ? `The ${missing} ${judged.other} is missing beside ${judged.variable}: ${who} takes half a pair for none, and ${nameOf(listener)} speaks plaintext without a word.`
          : `The ${missing} ${judged.other} is missing beside ${judged.variable}: ${afterEnd(instance, ending ?? speaks)}`,
        todo: `Set ${judged.other} as well, or leave both out where plaintext is meant.`,
        ...shown,
      }),
    ];
  }
  if (judged.state === 'bad') {
    const then = afterEnd(instance, ending ?? speaks);
    const none = sayNoFile(instance, wantedOf(reads, pair), then, shown);
    if (none.length > 0) return none;
    const setting = judged.variable === reads.key ? pair.key : pair.cert;
    return [sayBad({ instance, setting, at: pair.at, ...judged }, then, shown)];
  }
  if (judged.state !== 'good') return [];
  if (!reads.heedsPair)
    return [
      statement({
        kind: 'ignored',
        severity: 'weaker',
        instance,
        variable: reads.cert,
        at: lineOf(pair.cert),
        says: `${who} reads this pair and never uses it: ${nameOf(listener)} stays in plaintext.`,
        todo: 'Put a proxy with TLS in front of this port, and do not publish the port itself.',
        ...shown,
      }),
    ];
  const statements: Statement[] = [];
  const { certificate } = judged;
  if (certificate && certificate.validUntil < world.now)
    statements.push(
      statement({
        kind: 'expired',
        severity: 'availability',
        instance,
        variable: reads.cert,
        at: lineOf(pair.cert),
        related: further(pair.at, lineOf(pair.cert)),
        says: `The certificate ended on ${day(certificate.validUntil)}. ${who} goes on serving it, and callers that check it refuse.`,
        todo: 'Replace certificate and key, and start the service again: it reads them once.',
        ...shownIn('server.pair-is-tls', listenerSubject(instance, reads.protocol), 'expired-certificate'),
      }),
    );
  if (speaks.state === 'TLS' || speaks.state === 'demands')
    statements.push(
      statement({
        kind: 'in effect',
        severity: 'good',
        instance,
        variable: reads.cert,
        at: lineOf(pair.cert),
        says: `${who} speaks TLS at ${nameOf(listener)}, and refuses plaintext there.`,
        ...shownIn('server.pair-is-tls', listenerSubject(instance, reads.protocol), 'cert-key'),
      }),
    );
  return statements;
};

/** Of CA files beside a pair. */
const sayBadLists = (
  { instance, reads, pair, clientCa, serverCa, speaks, shown }: Listener,
  ending?: Ending,
): Statement[] =>
  pair.judged.state === 'none' || !reads.heedsClientCa
    ? []
    : [serverCa, clientCa].flatMap(({ judged, ...file }) =>
        judged.state === 'bad'
          ? [sayBad({ instance, ...file, ...judged }, afterEnd(instance, ending ?? speaks), shown)]
          : [],
      );

const sayLists = (listener: Listener): Statement[] => {
  const { instance, reads, pair, speaks, clientCa, serverCa, shown } = listener;
  const who = called(instance);
  const set = [clientCa, serverCa].filter(({ setting }) => isSet(setting));
  const ignored = (list: AuthorityFile, says: string, todo: string): Statement =>
    statement({
      kind: 'ignored',
      severity: 'weaker',
      instance,
      variable: list.variable,
      at: lineOf(list.setting),
      says,
      todo,
      rule: 'client.mutual-authentication',
    });
  if (pair.judged.state === 'none' || (pair.judged.state === 'half' && reads.halfPairIsPlaintext))
    return set.map((list) =>
      ignored(
        list,
        `${list.variable} is set, and ${reads.cert ?? 'a certificate'} and ${reads.key ?? 'its key'} are not: the file is not even opened, ${nameOf(listener)} speaks plaintext, and nothing asks for client certificates.`,
        `Set ${reads.cert ?? 'a certificate'} and ${reads.key ?? 'its key'} as well, or remove ${list.variable}.`,
      ),
    );
  if (pair.judged.state !== 'good') return [];
  if (!reads.heedsClientCa)
    return set.map((list) =>
      ignored(
        list,
        `${who} reads ${list.variable} and does nothing with it: ${nameOf(listener)} asks no caller for a client certificate.`,
        `Remove ${list.variable}; where callers must show a certificate, put a proxy in front that asks for it.`,
      ),
    );
  const empty = set.filter(({ judged }) => judged.state === 'empty');
  const statements = empty.map((list) =>
    ignored(
      list,
      `The file of ${list.variable} is empty: ${who} asks no caller for a client certificate at ${nameOf(listener)}, and does not say so.`,
      `Put the authorities of your callers' certificates into the file of ${list.variable}.`,
    ),
  );
  if (speaks.state !== 'demands') return statements;
  const system = speaks.from === 'system';
  const list = !system ? clientCa : serverCa.judged.state === 'good' ? serverCa : undefined;
  if (!list) return [...statements, sayPairDemands(listener)];
  return [
    ...statements,
    statement({
      kind: 'turns on client certificates',
      severity: system ? 'availability' : 'good',
      instance,
      variable: list.variable,
      at: lineOf(list.setting),
      says: system
        ? `At a server, ${list.variable} makes ${nameOf(listener)} demand a certificate of every caller, and it is checked against the authorities of the container's system: a certificate of your own authority does not get in.`
        : `${who} lets in at ${nameOf(listener)} only callers with a certificate of the authorities in ${list.variable}.`,
      ...(system && {
        todo: `You probably mean ${reads.clientCa ?? 'the list of client authorities'}, the authorities of callers. Set that here, and ${list.variable} in the callers alone; to ask for no client certificate, leave both out of this container.`,
      }),
      ...shown,
    }),
  ];
};

/** A release that demands client certificates as soon as it has a pair. */
const sayPairDemands = ({ instance, reads, pair, shown, id }: Listener): Statement =>
  statement({
    kind: 'turns on client certificates',
    severity: 'availability',
    instance,
    variable: reads.cert,
    at: lineOf(pair.cert),
    says: `With certificate and key alone, the ${id} port of ${called(instance)} demands a certificate of every caller, checked against the authorities of the container's system: a certificate of your own authority does not get in.`,
    todo: `Set ${reads.clientCa ?? 'the list of client authorities'} to the authorities of your callers' certificates.`,
    ...shown,
  });

/** The other half is there and holds nothing. */
const emptyHere = (setting: Setting, variable: string): { at: Place; says: string }[] =>
  setting.state === 'empty' ? linesOf(setting).map((at) => ({ at, says: `${variable} is empty here` })) : [];
