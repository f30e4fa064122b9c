/** Says what every listener of a program speaks: plaintext, TLS, TLS with a client certificate, or nothing. */
import type { Place } from '../configuration/model.ts';
import type { ListenerReads, ReleasePrograms } from '../release/programs.ts';
import { authoritiesOf, type AuthorityFile } from './authorities.ts';
import { linesOf, settingOf, type Instance } from './matching.ts';
import { pairOf, type Pair } from './pairs.ts';
import { listenerSubject, readIn, shownIn } from './shown.ts';
import type { Shown } from './statement.ts';
import { pairVariables } from './variables.ts';
import type { World } from './world.ts';

export type Speaks =
  | { state: 'plaintext' }
  | { state: 'TLS' }
  /** `of`: authorities that it takes; absent: a file that cannot be looked at here. */
  | { state: 'demands'; from: 'file' | 'system'; of?: string }
  | { state: 'ends'; code: number }
  | { state: 'not known'; name: string };

export interface Listener {
  instance: Instance;
  /** As the release file calls it: `http`, `grpc`. */
  id: string;
  reads: ListenerReads;
  /** Absent where it cannot be known. */
  port?: number;
  pair: Pair;
  clientCa: AuthorityFile;
  serverCa: AuthorityFile;
  speaks: Speaks;
  /** A clause: why it speaks that. */
  because: string;
  at: Place[];
  shown: Shown;
}

export const listenersOf = (instance: Instance, release: ReleasePrograms, world: World): Listener[] =>
  Object.entries(instance.program.listeners).map(([id, reads]) => {
    const { pem } = reads;
    const of = (variable: string | undefined): AuthorityFile => authoritiesOf(instance, variable, world, pem);
    const port = portOf(instance, reads);
    const known = {
      instance,
      id,
      reads,
      ...(port !== undefined && { port }),
      pair: pairOf(instance, pairVariables(reads), world, pem),
      clientCa: of(reads.clientCa),
      serverCa: of(reads.serverCa),
    };
    return { ...known, ...speaksOf(known, release) };
  });

/** Where certificates of clients are asked for by the proxy in front of a listener, and not by its own server. */
const isProxy = ({ protocol }: ListenerReads): boolean =>
  protocol === 'mqtt' || protocol === 'coap' || protocol === 'ws';

const portOf = (instance: Instance, { port, portVariable }: ListenerReads): number | undefined => {
  const setting = settingOf(instance, portVariable);
  if (setting.state === 'unknown') return undefined;
  const said = setting.state === 'set' ? Number(setting.text) : port;
  return Number.isInteger(said) && said > 0 ? said : undefined;
};

type Known = Omit<Listener, 'speaks' | 'because' | 'at' | 'shown'>;
type Spoken = Pick<Listener, 'speaks' | 'because' | 'at' | 'shown'>;

const proxySource = 'cmd (its proxy: absmach/mgate, pkg/tls/tls.go)';

const speaksOf = (known: Known, release: ReleasePrograms): Spoken => {
  const { instance, reads, pair } = known;
  const { judged } = pair;
  const subject = listenerSubject(instance, reads.protocol);
  const lenient = reads.halfPairIsPlaintext;
  const cased = (rule: string, condition: string): Shown =>
    isProxy(reads) ? readIn(rule, proxySource, release.release) : shownIn(rule, subject, condition);
  const plain = (because: string, shown: Shown): Spoken => ({
    speaks: { state: 'plaintext' },
    because,
    at: pair.at,
    shown,
  });
  if (reads.cert === undefined)
    return plain('this release has no certificate setting for it', { rule: 'server.none-is-insecure' });
  switch (judged.state) {
    case 'unknown':
      return {
        speaks: { state: 'not known', name: judged.name },
        because: `${judged.name} is not in these files`,
        at: pair.at,
        shown: {},
      };
    case 'none':
      return plain(
        `${reads.cert} and ${reads.key ?? ''} are not set`,
        cased('server.none-is-insecure', 'both-set-to-the-empty-string'),
      );
    case 'half': {
      const missing = judged.missing === 'key' ? 'key' : 'certificate';
      const shown = cased('server.one-of-pair-is-insecure', missing === 'key' ? 'cert-only' : 'key-only');
      if (lenient)
        return plain(
          `only ${judged.variable} is set, the ${missing} is missing, and half a pair counts as none`,
          shown,
        );
      return ends(
        `${judged.variable} is set and its ${missing} (${judged.other}) is not`,
        known,
        release,
        shown,
      );
    }
    case 'bad':
      return ends(
        `${judged.what} (${judged.variable})`,
        known,
        release,
        cased('server.bad-pair-never-plaintext', judged.condition),
      );
    case 'good':
      if (!reads.heedsPair)
        return plain('this release reads the pair for it and never uses it', {
          shownBy: `read in the source: ${instance.program.source}`,
        });
      return withPair(known, release, cased);
  }
};

const ends = (because: string, { pair }: Known, { traits }: ReleasePrograms, shown: Shown): Spoken => ({
  speaks: { state: 'ends', code: traits.exitOfBadPair },
  because,
  at: pair.at,
  shown,
});

const withPair = (
  known: Known,
  release: ReleasePrograms,
  cased: (rule: string, condition: string) => Shown,
): Spoken => {
  const { reads, pair, clientCa, serverCa } = known;
  const tls: Spoken = {
    speaks: { state: 'TLS' },
    because: `${reads.cert ?? ''} and ${reads.key ?? ''} are set`,
    at: pair.at,
    shown: cased('server.pair-is-tls', 'cert-key'),
  };
  if (!reads.heedsClientCa) return tls;
  const lists = isProxy(reads) ? [clientCa, serverCa] : [serverCa, clientCa];
  const unclear = lists.find(({ judged }) => judged.state === 'unknown');
  if (unclear?.judged.state === 'unknown')
    return {
      speaks: { state: 'not known', name: unclear.judged.name },
      because: `${unclear.judged.name} is not in these files`,
      at: unclear.at,
      shown: {},
    };
  const source = readIn('client.mutual-authentication', 'pkg/server/grpc/grpc.go', release.release);
  const bad = lists.find(({ judged }) => judged.state === 'bad');
  if (bad?.judged.state === 'bad')
    return { ...ends(`${bad.judged.what} (${bad.variable})`, known, release, source), at: bad.at };
  return demanding(known, release, source) ?? tls;
};

const demanding = (
  { reads, clientCa, serverCa, pair }: Known,
  release: ReleasePrograms,
  source: Shown,
): Spoken | undefined => {
  if (clientCa.judged.state === 'good') {
    const { text } = clientCa.judged;
    return {
      speaks: { state: 'demands', from: 'file', ...(text !== undefined && { of: text }) },
      because: `${clientCa.variable} is set: only callers with a certificate of those authorities get in`,
      at: [...clientCa.at, ...pair.at],
      shown: source,
    };
  }
  if (isProxy(reads)) return undefined;
  const { serverCaDemandsClientCertificate, pairDemandsClientCertificate } = release.traits;
  if (serverCaDemandsClientCertificate && serverCa.judged.state === 'good')
    return {
      speaks: { state: 'demands', from: 'system' },
      because: `${serverCa.variable} at a server makes it demand a client certificate, checked against the authorities of the container's system`,
      at: [...serverCa.at, ...pair.at],
      shown: source,
    };
  if (pairDemandsClientCertificate && reads.protocol === 'grpc')
    return {
      speaks: { state: 'demands', from: 'system' },
      because: `with ${reads.cert ?? 'its pair'} this release demands a client certificate, checked against the authorities of the container's system`,
      at: pair.at,
      shown: source,
    };
  return undefined;
};

/** Whether it answers its own container alone. */
export const isLocal = ({ instance, reads }: Listener): boolean => {
  if (reads.host === undefined || !reads.heedsHost) return false;
  const host = settingOf(instance, reads.host);
  return host.state === 'unset' || host.state === 'empty' || (host.state === 'set' && isLoopback(host.text));
};

export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || host.startsWith('127.');

export const portLines = ({ instance, reads }: Listener): Place[] =>
  linesOf(settingOf(instance, reads.portVariable));
