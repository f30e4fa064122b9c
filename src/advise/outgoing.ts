/** Says what a program speaks to each service that it calls by gRPC, whatever the other end does. */
import type { Place } from '../configuration/model.ts';
import type { PeerReads, ReleasePrograms } from '../release/programs.ts';
import { authoritiesOf, type AuthorityFile } from './authorities.ts';
import { settingOf, type Instance, type Setting } from './matching.ts';
import { pairOf, type Pair } from './pairs.ts';
import { hopSubject, readIn, shownIn } from './shown.ts';
import type { Shown } from './statement.ts';
import { pairVariables } from './variables.ts';
import type { World } from './world.ts';

export type Calls =
  | { state: 'plaintext' }
  /** `trusts`: absent where the file cannot be looked at here. */
  | { state: 'TLS'; from: 'file' | 'system'; trusts?: string; withPair: boolean }
  | { state: 'ends'; code: number }
  | { state: 'not known'; name: string };

export interface Outgoing {
  instance: Instance;
  peer: PeerReads;
  url: Setting;
  ca: AuthorityFile;
  pair: Pair;
  calls: Calls;
  because: string;
  at: Place[];
  shown: Shown;
}

export const outgoingOf = (instance: Instance, release: ReleasePrograms, world: World): Outgoing[] =>
  instance.program.peers.map((peer) => {
    const known = {
      instance,
      peer,
      url: settingOf(instance, peer.url),
      ca: authoritiesOf(instance, peer.ca, world, release.traits.pem),
      pair: pairOf(instance, pairVariables(peer), world, release.traits.pem),
    };
    return { ...known, ...callsOf(known, release) };
  });

type Known = Omit<Outgoing, 'calls' | 'because' | 'at' | 'shown'>;
type Called = Pick<Outgoing, 'calls' | 'because' | 'at' | 'shown'>;

const callsOf = (known: Known, release: ReleasePrograms): Called => {
  const { instance, peer, ca } = known;
  const subject = hopSubject(instance, peer.service);
  const { judged } = ca;
  switch (judged.state) {
    case 'unknown':
      return unclear(judged.name, ca.at);
    case 'unset':
      return {
        calls: { state: 'plaintext' },
        because: `${peer.ca ?? 'a CA file'} is not set`,
        at: ca.at,
        shown: shownIn('ca.unset-is-insecure', subject, 'empty-string'),
      };
    case 'bad':
      return {
        calls: { state: 'ends', code: release.traits.exitOfBadCa },
        because: `${judged.what} (${ca.variable})`,
        at: ca.at,
        shown:
          judged.condition === 'garbage'
            ? shownIn('ca.useless-content-stops-start', subject, 'garbage')
            : shownIn(
                'ca.unreadable-stops-start',
                subject,
                judged.condition === 'directory' ? 'a-directory' : 'missing-path',
              ),
      };
    case 'empty':
      return withPair(known, release, {
        calls: { state: 'TLS', from: 'system', withPair: false },
        because: `the file of ${ca.variable} is empty, and the authorities of the container's system take its place`,
        at: ca.at,
        shown: shownIn('ca.useless-content-stops-start', subject, 'empty-file'),
      });
    case 'good':
      return withPair(known, release, {
        calls: {
          state: 'TLS',
          from: 'file',
          ...(judged.text !== undefined && { trusts: judged.text }),
          withPair: false,
        },
        because: `${ca.variable} is set`,
        at: ca.at,
        shown: shownIn('ca.set-uses-tls', subject, 'ca-file-of-the-peers-issuer'),
      });
  }
};

const unclear = (name: string, at: Place[]): Called => ({
  calls: { state: 'not known', name },
  because: `${name} is not in these files`,
  at,
  shown: {},
});

/** A client pair is opened where a CA file is set, and only there. */
const withPair = ({ pair }: Known, release: ReleasePrograms, called: Called): Called => {
  const { judged } = pair;
  const source = readIn('client.mutual-authentication', 'pkg/grpcclient/connect.go', release.release);
  const ends = (because: string): Called => ({
    calls: { state: 'ends', code: release.traits.exitOfBadCa },
    because,
    at: pair.at,
    shown: source,
  });
  switch (judged.state) {
    case 'none':
      return called;
    case 'unknown':
      return unclear(judged.name, pair.at);
    case 'half':
      return ends(`${judged.variable} is set and ${judged.other} is not`);
    case 'bad':
      return ends(`${judged.what} (${judged.variable})`);
    case 'good':
      return called.calls.state === 'TLS'
        ? { ...called, calls: { ...called.calls, withPair: true }, at: [...called.at, ...pair.at] }
        : called;
  }
};
