/** Looks at one endpoint from outside: a few connections, one after another, to addresses that the file lists. */
import dns from 'node:dns/promises';
import net from 'node:net';
import type { ListenerObservation, TlsVersion, VersionAnswer } from '../../model/observation.ts';
import { codeOf } from '../../probe/error-code.ts';
import { cipherOffers, probeCipher, probeHttp2, probeVersion } from '../../probe/listener.ts';
import type { StreamProtocol } from '../../probe/listener/protocol.ts';
import type { SeenAddress, SeenEndpoint } from '../../report/live-schema.ts';
import { answerInTime } from '../../system/wait.ts';
import type { LiveAddress, LiveEndpoint } from '../file/deployment.ts';
import { certificateOf } from './certificate.ts';
import { askMqttOverWebSocket } from './mqtt-ws.ts';
import { Pace } from './pace.ts';
import { askPlain } from './plain.ts';
import { answerOf, failureOf, tlsOf, verifiedBy } from './said.ts';
import { alertInWords, lookTls, type TlsLook, type TlsLookOptions } from './tls.ts';
import { asGoJudges } from './trust.ts';
import { saidBy, type Heard } from './words.ts';

export interface LookOptions {
  signal: AbortSignal;
  now: Date;
  /** Versions of TLS below 1.2 and weak cipher suites are offered as well. */
  oldVersions: boolean;
  /** Bound of each connection, ms. */
  timeoutMs?: number;
  /** Between two connections to an endpoint, ms. */
  spacingMs?: number;
}

export interface Looked {
  seen: SeenEndpoint;
  /** Of the address that says most against the claim, for the rules of the page; absent where none was reached. */
  listener?: ListenerObservation;
}

const defaultTimeoutMs = 4000;
const defaultSpacingMs = 100;
/** Addresses of an endpoint that are tried; the others are counted. */
export const mostAddresses = 3;

interface Target {
  address: LiveAddress;
  ip: string;
}

/** Rejects with the signal's reason alone; whatever the endpoint does is a fact. */
export const lookAt = async (endpoint: LiveEndpoint, options: LookOptions): Promise<Looked> => {
  const pace = new Pace(options.spacingMs ?? defaultSpacingMs, options.signal);
  const found = await Promise.all(endpoint.addresses.map((address) => targetsOf(address, options)));
  // The first of each address of the file, then the second: none of them is left out for the many of another.
  const rows = found.map(({ targets: some }) => some);
  const targets = Array.from({ length: Math.max(0, ...rows.map(({ length }) => length)) }, (_, at) =>
    rows.flatMap((some) => some[at] ?? []),
  ).flat();
  const failed = found.flatMap(({ unknown }) => unknown ?? []);
  const tried: SeenAddress[] = [];
  const listeners: LookedAddress[] = [];
  for (const target of targets.slice(0, mostAddresses)) {
    const whole = listeners.length === 0;
    const looked = await lookAtAddress(endpoint, target, { ...options, pace, whole });
    tried.push(looked.seen);
    if (looked.seen.reached) listeners.push(looked);
  }
  const addresses = [...tried, ...failed];
  const reached = addresses.filter((one) => one.reached);
  const states = new Set(reached.map(({ state }) => state));
  const state = worst.find((one) => states.has(one)) ?? 'not reached';
  return {
    seen: {
      ...{ name: endpoint.name, service: endpoint.service, listener: endpoint.listener },
      ...{ protocol: endpoint.protocol, claim: endpoint.claim, state, addresses },
      untried: Math.max(0, targets.length - mostAddresses),
      differs: states.size > 1,
      connections: pace.connections,
    },
    ...(listeners.length > 0 && { listener: mostAgainst(endpoint.claim, listeners) }),
  };
};

interface LookedAddress {
  seen: SeenAddress;
  listener: ListenerObservation;
}

/** One observation stands for all addresses, so that none of them can keep a rule that another breaks. */
const mostAgainst = (
  claim: LiveEndpoint['claim'],
  listeners: readonly LookedAddress[],
): ListenerObservation => {
  const isTls = ({ seen }: LookedAddress): boolean => seen.tls?.handshake === true;
  const rank = (one: LookedAddress): number =>
    claim === 'plaintext'
      ? Number(!isTls(one)) * 2 + Number(one.seen.state === 'plaintext')
      : worst.indexOf(one.seen.state) * 2 + Number(one.seen.trust?.go !== 'refused');
  const [first] = listeners;
  const [worse] = listeners.toSorted((one, other) => rank(one) - rank(other));
  const { versions, ciphers } = first!.listener;
  return { ...worse!.listener, ...(versions && { versions }), ...(ciphers && { ciphers }) };
};

/** What says most against an endpoint stands first. */
const worst: readonly SeenEndpoint['state'][] = [
  'TLS and plaintext',
  'plaintext',
  'another protocol',
  'no answer of its protocol',
  'silent',
  'TLS',
  'TLS, client certificate demanded',
];

const targetsOf = async (
  address: LiveAddress,
  { timeoutMs = defaultTimeoutMs }: LookOptions,
): Promise<{ targets: Target[]; unknown?: SeenAddress[] }> => {
  const { host } = address;
  if (net.isIP(host) > 0) return { targets: [{ address, ip: host }] };
  try {
    const all = await answerInTime(dns.lookup(host, { all: true }), timeoutMs);
    const ips = [...new Set(all.map((one) => one.address))];
    return { targets: ips.map((ip) => ({ address, ip })) };
  } catch (error) {
    const code = codeOf(error);
    return { targets: [], unknown: [unreached(address, null, 'name', alertInWords(code))] };
  }
};

const unreached = (
  { url, host, port }: LiveAddress,
  ip: string | null,
  step: NonNullable<SeenAddress['failed']>['step'],
  detail: string,
): SeenAddress => ({
  ...{ url, host, ip, port, reached: false, state: 'not reached', failed: { step, detail } },
  ...{ plain: null, http2: null, tls: null, withCertificate: null, versions: {}, ciphers: {} },
  ...{ otherProtocol: null, trust: null, certificate: null },
});

interface AddressOptions extends LookOptions {
  pace: Pace;
  /** False: another address was looked at in full; of this one only what it speaks. */
  whole: boolean;
}

const lookAtAddress = async (
  endpoint: LiveEndpoint,
  { address, ip }: Target,
  options: AddressOptions,
): Promise<LookedAddress> => {
  const { pace, whole, signal, oldVersions, timeoutMs = defaultTimeoutMs, now } = options;
  const { protocol } = endpoint;
  const name = endpoint.serverName ?? address.host;
  await pace.turn();
  const plain = await askPlain(endpoint.protocol, address, ip, { pace, timeoutMs, signal });
  const isDatagram = protocol === 'coap';
  if (plain.answer === 'refused' || (isDatagram && plain.answer !== 'answered')) {
    const detail = alertInWords(plain.status ?? (plain.answer === 'silent' ? 'TIMEOUT' : plain.answer));
    return { seen: unreached(address, ip, isDatagram ? 'protocol' : 'TCP', detail), listener: {} };
  }
  const heard: Heard = { plain };
  let look: TlsLook | undefined;
  let withSuite: string | undefined;
  const versions: Partial<ListenerObservation['versions'] & object> = {};
  const ciphers: Partial<ListenerObservation['ciphers'] & object> = {};
  if (!isDatagram) {
    if (protocol === 'http' && whole && endpoint.claim !== 'not-reachable') {
      await pace.turn();
      heard.http2 = await probeHttp2(
        { host: ip, port: address.port },
        { timeoutMs, signal, ...pathOf(address) },
      );
    }
    const shared: TlsLookOptions = {
      ...{ ip, port: address.port, protocol: streamOf(protocol), path: address.path },
      ...{ servername: name, ca: endpoint.ca, timeoutMs, signal },
      ask: askInTls(endpoint, address, signal),
    };
    await pace.turn();
    look = await lookTls(shared);
    heard.tls = look.answer;
    if (endpoint.client && whole) {
      await pace.turn();
      const second = await lookTls({ ...shared, identity: endpoint.client });
      heard.withCertificate = second.answer;
      withSuite = second.suite;
      heard.endedUnasked = {
        without: look.endedUnasked === true,
        withOne: second.endedUnasked === true,
      };
      if (look.presented.length === 0) look = { ...second, answer: look.answer };
    }
    if (whole && (heard.tls.handshake || heard.withCertificate?.handshake)) {
      const at = { host: ip, port: address.port };
      const offer = { timeoutMs, signal, servername: name };
      for (const version of oldVersions ? allVersions : versionsOfToday) {
        const chosen = chosenBefore(version, heard, look.suite);
        if (!chosen) await pace.turn();
        versions[version] = chosen ?? (await probeVersion(at, streamOf(protocol), version, offer));
      }
      for (const kind of oldVersions ? cipherOffers : []) {
        await pace.turn();
        ciphers[kind] = await probeCipher(at, streamOf(protocol), kind, offer);
      }
    }
  }
  const said = saidBy(protocol, heard);
  const presented = look?.presented ?? [];
  const trust = presented.length > 0 ? asGoJudges(presented, { ca: endpoint.ca, name, now }) : undefined;
  const served = said.demands ? heard.withCertificate : heard.tls;
  const verified = trust && served && verifiedBy(trust, served);
  const { url, host, port } = address;
  const nothingSaid =
    said.state === 'silent' || said.state === 'no answer of its protocol' || said.otherProtocol !== null;
  return {
    seen: {
      ...{ url, host, ip, port, reached: true, state: said.state },
      failed: nothingSaid ? failureOf(heard, said.otherProtocol) : null,
      plain: answerOf(plain),
      http2: heard.http2 ? answerOf(heard.http2) : null,
      tls: heard.tls ? tlsOf(heard.tls, heard.tls.handshake ? look?.suite : undefined) : null,
      withCertificate: heard.withCertificate ? tlsOf(heard.withCertificate, withSuite) : null,
      versions: outcomesOf(versions),
      ciphers: outcomesOf(ciphers),
      otherProtocol: said.otherProtocol,
      trust: trust ? { ...trust, node: look?.node ?? null } : null,
      certificate: certificateOf(presented, now),
    },
    listener: {
      plain,
      ...(heard.http2 && { http2: heard.http2 }),
      ...(heard.tls && { tls: heard.tls }),
      ...(verified && { verified }),
      ...(Object.keys(versions).length > 0 && { versions: { ...notAsked, ...versions } }),
      ...(Object.keys(ciphers).length > 0 && { ciphers: ciphers as ListenerObservation['ciphers'] & object }),
    },
  };
};

const outcomesOf = (some: Readonly<Record<string, VersionAnswer>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(some).map(([offered, { outcome, detail }]) => [offered, `${outcome} (${detail})`]),
  );

/** The version that was agreed on already needs no further connection. */
const chosenBefore = (
  version: TlsVersion,
  { tls, withCertificate }: Heard,
  suite = '',
): VersionAnswer | undefined =>
  (tls?.protocol ?? withCertificate?.protocol) === version
    ? { outcome: 'accepted', detail: `${version} ${suite}`.trim() }
    : undefined;

const versionsOfToday = ['TLSv1.2', 'TLSv1.3'] as const satisfies TlsVersion[];
const allVersions = ['TLSv1', 'TLSv1.1', ...versionsOfToday] as const satisfies TlsVersion[];
const notAsked = Object.fromEntries(
  allVersions.map((version) => [version, { outcome: 'not-offered', detail: 'not asked for' }]),
) as Record<TlsVersion, VersionAnswer>;

const streamOf = (protocol: LiveEndpoint['protocol']): StreamProtocol =>
  protocol === 'mqtt-ws' || protocol === 'coap' ? 'ws' : protocol;

const pathOf = ({ path }: LiveAddress): { path?: string } => (path === undefined ? {} : { path });

const askInTls = (
  { protocol }: LiveEndpoint,
  { host, path = '/mqtt' }: LiveAddress,
  signal: AbortSignal,
): TlsLookOptions['ask'] =>
  protocol === 'mqtt-ws'
    ? (socket, timeoutMs) => askMqttOverWebSocket(socket, { host, path, timeoutMs, signal })
    : undefined;
