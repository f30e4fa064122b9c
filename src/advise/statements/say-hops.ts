/** States what is wrong with a hop, once for each caller, and what holds. */
import type { Place } from '../../configuration/model.ts';
import { isPrintableHost } from '../address.ts';
import type { Ending, Hop } from '../hops.ts';
import { isOnlyLocal, serverOf, spoken } from '../hops.ts';
import type { Refusal } from '../identity.ts';
import type { Instance } from '../matching.ts';
import type { Outgoing } from '../outgoing.ts';
import type { Statement } from '../schema.ts';
import { further, lineOf } from '../phrases.ts';
import { sayBad, sayNoFile, wantedOf } from './say-no-file.ts';
import { readIn } from '../shown.ts';
import { called, statement, type Said } from '../statement.ts';
import { afterEnd } from './words.ts';

/** @param ending how the caller really ends, where it does */
export const sayHop = (hop: Hop, all: readonly Hop[], release: string, ending?: Ending): Statement[] => [
  ...sayOwn(hop.outgoing, release, ending),
  ...sayMeeting(hop, all),
];

/** What the caller's settings are by themselves. */
const sayOwn = (
  { instance, peer, ca, pair, calls, shown }: Outgoing,
  release: string,
  ending?: Ending,
): Statement[] => {
  const { judged } = pair;
  if (calls.state === 'ends') {
    const then = afterEnd(instance, ending ?? calls);
    const list = ca.judged.state === 'bad' ? [sayBad({ instance, ...ca, ...ca.judged }, then, shown)] : [];
    const none = sayNoFile(instance, wantedOf(peer, pair), then, shown);
    if (judged.state === 'half')
      return [
        ...list,
        statement({
          kind: 'half a pair',
          severity: 'availability',
          instance,
          variable: judged.variable,
          at: lineOf(judged.missing === 'key' ? pair.cert : pair.key),
          says: `The ${judged.missing} ${judged.other} is missing beside ${judged.variable}: ${then}`,
          todo: `Set ${judged.other} as well, or leave both out.`,
          ...shown,
        }),
      ];
    if (none.length > 0 || judged.state !== 'bad') return [...list, ...none];
    const setting = judged.variable === peer.key ? pair.key : pair.cert;
    return [...list, sayBad({ instance, setting, at: pair.at, ...judged }, then, shown)];
  }
  if (calls.state !== 'plaintext' || judged.state === 'none' || judged.state === 'unknown') return [];
  const variable = judged.state === 'half' ? judged.variable : (peer.cert ?? '');
  const half = judged.state === 'half' ? ` ${judged.other} is missing besides.` : '';
  return [
    statement({
      kind: half ? 'half a pair' : 'ignored',
      severity: 'weaker',
      instance,
      variable,
      at: lineOf(variable === peer.key ? pair.key : pair.cert),
      related: further(pair.at, lineOf(variable === peer.key ? pair.key : pair.cert)),
      says: `${called(instance)} has a client certificate for ${peer.service}, and ${peer.ca ?? 'its CA file'} is not set: the files are not even opened, and it speaks plaintext.${half}`,
      todo: `Set ${peer.ca ?? 'the CA file'} to the authority that has signed the certificate of ${peer.service}${peer.ca === undefined ? '' : `; a name that ends in CLIENT_CA_CERTS is read by servers alone`}.`,
      ...readIn('client.mutual-authentication', 'pkg/grpcclient/connect.go', release),
    }),
  ];
};

const sayMeeting = (hop: Hop, all: readonly Hop[]): Statement[] => {
  const { outgoing, located, meeting, at } = hop;
  const { instance, peer, url, ca } = outgoing;
  const who = called(instance);
  const says = (said: Omit<Said, 'instance' | 'related'>): Statement =>
    statement({ instance, related: further(at, said.at), ...said });
  const address =
    hop.host === undefined || hop.port === undefined || !isPrintableHost(hop.host)
      ? `the address in ${peer.url}`
      : `${hop.host}:${hop.port}`;
  switch (located.state) {
    case 'no address':
      return [
        says({
          kind: 'no such peer',
          severity: peer.atStart ? 'availability' : 'note',
          variable: peer.url,
          at: lineOf(url),
          says: `${peer.url} is not set, and ${who} has no default address for ${peer.service}: ${peer.atStart ? 'it ends at start' : 'what needs that service fails'}.`,
          todo: `Set ${peer.url} to host and port of ${peer.service}.`,
        }),
      ];
    case 'bad address':
    case 'not replaced':
      return [
        says({
          kind: 'bad value',
          severity: 'availability',
          variable: peer.url,
          at: lineOf(url),
          says:
            located.state === 'not replaced'
              ? `${peer.url} holds a variable in the form \${…} that nothing replaces here: ${who} calls no real address.`
              : `${peer.url} is no address of the form host:port: ${who} cannot call ${peer.service}.`,
          todo: `Write ${peer.url} as host:port, without a scheme such as https:// and without quotes.`,
        }),
      ];
    case 'not known':
      return [];
    case 'no listener':
      return [
        says({
          kind: 'no such peer',
          severity: 'availability',
          variable: peer.url,
          at: lineOf(url),
          says: `No service in the files listens at ${address}: ${who} cannot reach ${peer.service}.`,
          todo: `Correct ${peer.url}, or the port of ${peer.service}.`,
        }),
      ];
    case 'stranger':
    case 'not in the files':
      if (outgoing.calls.state === 'ends' || outgoing.calls.state === 'not known') return [];
      return [
        says({
          kind: 'unresolved',
          severity: 'note',
          variable: peer.url,
          at: lineOf(url),
          says:
            located.state === 'stranger'
              ? `${address} is ${located.container}, which is no program of this release: what it speaks is not known. ${who} speaks ${spoken(outgoing)} to it.`
              : `${address} is in none of these files: what it speaks is not known. ${who} speaks ${spoken(outgoing)} to it.`,
        }),
      ];
    case 'listener':
      break;
  }
  if (meeting.transport === 'TLS' || meeting.transport.startsWith('TLS, '))
    return [
      says({
        kind: 'in effect',
        severity: 'good',
        variable: ca.variable,
        at: lineOf(ca.setting),
        says: `${who} reaches ${peer.service} with ${meeting.transport === 'TLS' ? 'TLS' : 'TLS and a client certificate'}: ${meeting.because}.`,
        ...meeting.shown,
      }),
    ];
  if (meeting.transport !== 'refused') return [];
  return [says({ ...refusal(hop, all), ...meeting.shown })];
};

type Refused = Omit<Said, 'instance' | 'related' | 'rule' | 'shownBy'>;

const refusal = (hop: Hop, all: readonly Hop[]): Refused => {
  const { outgoing, meeting } = hop;
  const server = serverOf(hop)?.name ?? outgoing.peer.service;
  const said = byRefusal[meeting.refusal ?? 'none'](hop, server, all);
  return {
    ...said,
    severity: 'availability',
    says: `${called(outgoing.instance)} cannot reach ${server}: ${said.says}.`,
  };
};

type Part = Pick<Said, 'kind' | 'variable' | 'at' | 'says' | 'todo'>;

const caLine = ({ outgoing: { ca, url } }: Hop): Place =>
  lineOf(ca.setting.state === 'unset' ? url : ca.setting);

const byRefusal: Readonly<Record<Refusal | 'none', (hop: Hop, server: string, all: readonly Hop[]) => Part>> =
  {
    'peer demands TLS': (hop, server) => {
      const { peer, instance } = hop.outgoing;
      return {
        kind: 'peer demands TLS',
        variable: peer.ca,
        at: caLine(hop),
        says: `${server} speaks TLS alone, and ${peer.ca ?? 'a CA file'} is not set here, so the caller speaks plaintext`,
        todo: `Set ${peer.ca ?? 'the CA file'} in ${instance.name} to the authority that has signed the certificate of ${server}.`,
      };
    },
    'peer in plaintext': (hop, server) => {
      const { ca, instance } = hop.outgoing;
      const { located } = hop;
      const pair = located.state === 'listener' ? located.listener.reads.cert : undefined;
      return {
        kind: 'peer in plaintext',
        variable: ca.variable,
        at: caLine(hop),
        says: `with ${ca.variable} set the caller speaks TLS, and ${server} speaks plaintext`,
        todo: `Give ${server} a certificate and key${pair === undefined ? '' : ` (${pair})`}, or leave ${ca.variable} out of ${instance.name}.`,
      };
    },
    'no client certificate': (hop, server, all) => {
      const { peer, pair, ca, instance } = hop.outgoing;
      return {
        kind: someoneHasOne(hop, all)
          ? 'peer demands TLS'
          : 'asks for a client certificate that no caller has',
        variable: peer.cert,
        at: lineOf(pair.cert.state === 'unset' ? ca.setting : pair.cert),
        says: `${server} demands a client certificate, and ${instance.name} has none`,
        todo: `Set ${peer.cert ?? 'a client certificate'} and ${peer.key ?? 'its key'} in ${instance.name}, or let ${server} demand none.`,
      };
    },
    'client certificate of another authority': ({ outgoing, meeting }, server) => ({
      kind: 'ignored',
      variable: outgoing.peer.cert,
      at: lineOf(outgoing.pair.cert),
      says: meeting.because,
      todo: `Give ${outgoing.instance.name} a certificate of the authorities that ${server} takes.`,
    }),
    'name mismatch': ({ outgoing: { peer, url, ca }, meeting, host }, server) => ({
      kind: 'name mismatch',
      variable: peer.url,
      at: lineOf(url.state === 'unset' ? ca.setting : url),
      says: meeting.because,
      todo: `Make a certificate for ${server} whose subject alternative names hold ${host ?? 'the host'}, or call it by a name that is in it.`,
    }),
    'other authority': (hop, server) => ({
      kind: 'bad value',
      variable: hop.outgoing.ca.variable,
      at: caLine(hop),
      says: hop.meeting.because,
      todo: `Put the authority of the certificate of ${server} into the file of ${hop.outgoing.ca.variable}.`,
    }),
    expired: (hop, server) => ({
      kind: 'expired',
      variable: hop.outgoing.ca.variable,
      at: caLine(hop),
      says: hop.meeting.because,
      todo: `Replace the certificate of ${server}.`,
    }),
    none: (hop, server) => ({
      kind: 'no such peer',
      variable: hop.outgoing.peer.url,
      at: lineOf(hop.outgoing.url),
      says: hop.meeting.because,
      todo:
        hop.located.state === 'listener' && isOnlyLocal(hop.located.listener, hop.outgoing)
          ? `Set ${hop.located.listener.reads.host ?? 'its host'} to 0.0.0.0 in ${server}, so that it answers at every address.`
          : `Correct ${hop.outgoing.peer.url}.`,
    }),
  };

const someoneHasOne = (hop: Hop, all: readonly Hop[]): boolean => {
  const server: Instance | undefined = serverOf(hop);
  return all.some(
    (other) =>
      serverOf(other) === server && other.outgoing.calls.state === 'TLS' && other.outgoing.calls.withPair,
  );
};
