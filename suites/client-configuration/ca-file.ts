/** Without a CA file an outgoing gRPC connection is plaintext, with one or several authorities in it TLS. */
import * as hop from '../checks/hop.ts';
import * as later from '../checks/later.ts';
import { messageAccepted } from '../checks/message.ts';
import { ready } from '../checks/service.ts';
import { accepted, eachHop, further, served, setUsesTls as caGivesTls, start } from './hops.ts';
import { sentences as s } from '../page.ts';
import { furtherCases, rule, type Subjects } from '../rule.ts';
import { goodCa, plainAdapter } from '../words/controls.ts';
import { ca } from '../words/files.ts';
import { peer } from '../words/peers.ts';
import { caSetting } from '../words/settings.ts';
import { adapters, type Adapter } from '../words/subjects.ts';

const files = [s.adapterCaFile, s.clientsCaFile];

export const unsetIsInsecure = rule('ca.unset-is-insecure', {
  basis: 'explicit',
  risk: 'safer',
  title: 'Without a CA file the gRPC connection is plaintext',
  why: 'It is what the page says. All other cases are held against this plain start, which includes one accepted message.',
  how: 'The peer sees the plaintext HTTP/2 preface, and a message sent over the adapter is accepted.',
  source: [s.adapterUnsetInsecure, s.clientsUnsetInsecure],

  about: eachHop,
  conditions: [
    { condition: 'unset', file: undefined },
    { condition: 'empty string', file: '', basis: 'derived' },
  ],
  // The peer follows whatever it is opened with: this is the plain start of the service.
  start: (at, { file }) => start(at, file, peer('adaptive'), 'stays-up'),
  expects: 'accepted',
  never: (at) => [hop.opensWithTls(at)],
  must: (at) => [ready(at.from), hop.opensInPlaintext(at), ...accepted(at)],
});

export const setUsesTls = rule('ca.set-uses-tls', {
  basis: 'explicit',
  risk: 'weaker',
  title: 'With a CA file the gRPC connection is TLS',
  why: 'Secrets of devices pass over this connection; if the setting is not read they pass in the clear while the operator believes otherwise.',
  how: 'A handshake with ALPN h2 at the peer, application bytes inside it, and an accepted message that provoked the call. A peer that closes after every call makes the client connect again.',
  source: [s.clientDefinesCas, ...files],

  about: eachHop,
  conditions: [
    {
      condition: goodCa,
      start: (at) => start(at, ca('right'), peer('tls')),
      expects: 'accepted',
      must: (at) => [ready(at.from), hop.talksTls(at), ...accepted(at)],
      effect: caGivesTls,
    },
    {
      condition: 'three connections one after another',
      where: later.comesBack,
      start: (at) => start(at, ca('right'), peer('tls', { callsAConnection: 1 }), ...later.againProbes(at)),
      expects: (at) => (later.judgesMessages(at) ? 'accepted' : 'ready'),
      must: (at) => [
        ready(at.from),
        hop.talksTls(at),
        ...served(at),
        later.eachConnectionTls(at, 3),
        ...later.allAccepted(at),
      ],
      control: caGivesTls,
    },
  ],
  never: (at) => [hop.opensInPlaintext(at)],
});

interface WithHops {
  from: Adapter;
  hops: readonly hop.Hop[];
}
const eachAdapterWithHops: Subjects<WithHops> = {
  each: adapters.map((from) => ({
    from,
    hops: [{ from, to: 'clients' }, ...further.filter((one) => one.from === from)],
  })),
  subject: ({ from }) => from,
  plain: ({ from }) => plainAdapter(from),
};

/** All that the page's one variable of an adapter promises to cover, set together. */
export const allHopsUseTls = furtherCases(setUsesTls, {
  about: eachAdapterWithHops,
  conditions: [{ condition: 'all-hops' }],
  only: 'release',
  start: ({ from, hops }) => ({
    services: [from],
    settings: Object.fromEntries(hops.map((one) => [caSetting(one), ca('right')])),
    peers: Object.fromEntries(hops.map(({ to }) => [to, peer('tls')])),
    probes: ['message', 'names-in-topic'],
  }),
  expects: 'accepted',
  never: ({ hops }) => hops.map(hop.opensInPlaintext),
  must: ({ from }) => [ready(from), messageAccepted(from), hop.talksTls({ from, to: 'clients' })],
});

const rightFirst = ca('right', 'other');
const otherFirst = ca('other', 'right');
const withComments = { file: 'ca', of: ['right', 'other'], form: 'comments' } as const;

export const severalCas = rule('ca.several-cas', {
  basis: 'explicit',
  risk: 'availability',
  title: 'A CA file may hold several authorities',
  why: 'The page speaks of authorities in the plural; a rotation of the authority needs both in one file.',
  how: 'As ca.set-uses-tls for peers of both issuers, with the bundle in either order and with comments between.',
  source: files,

  about: eachHop,
  conditions: [
    { condition: 'bundle right+other, peer of the right one', file: rightFirst, peerIs: 'right' },
    { condition: 'bundle right+other, peer of the other one', file: rightFirst, peerIs: 'other-ca' },
    { condition: 'bundle other+right, peer of the right one', file: otherFirst, peerIs: 'right' },
    { condition: 'bundle other+right, peer of the other one', file: otherFirst, peerIs: 'other-ca' },
    { condition: 'bundle with comments, peer of the right one', file: withComments, peerIs: 'right' },
    { condition: 'bundle with comments, peer of the other one', file: withComments, peerIs: 'other-ca' },
  ] as const,
  start: (at, { file, peerIs }) => start(at, file, peer('tls', { identity: peerIs })),
  expects: 'accepted',
  never: (at) => [hop.opensInPlaintext(at)],
  must: (at) => [ready(at.from), hop.talksTls(at), ...accepted(at)],
  control: caGivesTls,
});
