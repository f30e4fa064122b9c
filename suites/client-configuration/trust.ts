/** Whom a client trusts: every way in which a peer is not the one that the CA file vouches for. */
import { caseId } from '../case-id.ts';
import { anyOf } from '../checks/check.ts';
import * as hop from '../checks/hop.ts';
import * as later from '../checks/later.ts';
import { messageAccepted } from '../checks/message.ts';
import { ready } from '../checks/service.ts';
import { accepted, eachHop, refused, served, setUsesTls, start, subjectOf } from './hops.ts';
import { sentences as s } from '../page.ts';
import { rule, type Condition } from '../rule.ts';
import type { EvidenceCase, FileValue, Identity, Probe, Peer, Start } from '../vocabulary.ts';
import { ca, onlySystemRoots } from '../words/files.ts';
import { peer } from '../words/peers.ts';

const id = 'ca.trusts-only-those';

const of = (identity: Identity, rest: Partial<Peer> = {}): Peer => peer('tls', { identity, ...rest });

const addressInSan = 'IP literal with IP SAN';
const besideSystemRoots = "right peer, another CA in the system's roots";

/** The good peer of the same start is spoken to over TLS. `condition`: of a case of this rule. */
const goodPeerIn =
  (condition: string, rule = id) =>
  (at: hop.Hop): EvidenceCase => ({ case: caseId(rule, subjectOf(at), condition), shows: hop.talksTls(at) });

/** What a case with the right peer must show. */
const trusted = {
  expects: 'accepted',
  never: (at: hop.Hop) => [hop.opensInPlaintext(at)],
  must: (at: hop.Hop) => [ready(at.from), hop.talksTls(at), ...accepted(at)],
} as const;

interface PeerAt extends Condition<hop.Hop> {
  towards: Peer;
  /** The CA file; without it, that of the right authority. */
  file?: FileValue;
  environment?: Start['environment'];
  /** Without it, two more seconds are waited for a late retry. */
  probes?: (at: hop.Hop) => Probe[];
}

export const trustsOnlyThose = rule<hop.Hop, PeerAt>(id, {
  basis: 'derived',
  risk: 'weaker',
  title: 'Peers that those authorities do not vouch for are refused',
  why: 'A client that encrypts without checking the peer gives no protection against an attacker who stands between.',
  how: "The attempt reaches the peer, no application byte follows, the message is refused by the protocol, and for 2 s no plaintext retry comes. The system's roots are the file that SSL_CERT_FILE names.",
  source: [s.clientDefinesCas],

  about: eachHop,
  conditions: [
    { condition: 'peer of another CA', towards: of('other-ca') },
    {
      condition: 'bundle right+other, peer of a third CA',
      file: ca('right', 'other'),
      towards: of('third-ca'),
      control: goodPeerIn('bundle right+other, peer of the right one', 'ca.several-cas'),
    },
    { condition: 'foreign CA of the same name', towards: of('same-name-ca') },
    {
      condition: "CA that only the system's roots hold",
      towards: of('third-ca'),
      environment: onlySystemRoots,
      control: goodPeerIn(besideSystemRoots),
    },
    { condition: 'expired', towards: of('expired') },
    { condition: 'not yet valid', towards: of('not-yet-valid') },
    { condition: 'wrong name', towards: of('wrong-name') },
    // RFC 9525, section 6.3: names in the subject are not looked at.
    { condition: "name in the subject's CN only", basis: 'practice', towards: of('name-in-subject') },
    {
      condition: 'IP literal without IP SAN',
      towards: of('no-address', { address: 'ip' }),
      control: goodPeerIn(addressInSan),
    },
    // RFC 5280, section 4.2.1.12: a certificate is for the purposes that it names.
    { condition: 'extended key usage client only', basis: 'practice', towards: of('for-clients') },
    { condition: 'self-signed', towards: of('self-signed') },
    { condition: 'peer speaks plaintext', towards: peer('plaintext') },

    // The same with the right peer: the cases about addresses and about the system's roots are held against them.
    { condition: addressInSan, towards: of('right', { address: 'ip' }), probes: () => [], ...trusted },
    {
      condition: besideSystemRoots,
      towards: of('right'),
      environment: onlySystemRoots,
      probes: () => [],
      ...trusted,
    },

    // The client has verified a peer once; that says nothing about the next one at the same address.
    {
      condition: 'another CA from the second connection on',
      where: later.comesBack,
      towards: of('right', { later: 'other-ca' }),
      probes: (at) => [...later.againProbes(at), 'wait-for-retry'],
      never: (at) => [hop.opensInPlaintext(at), later.sendsToLaterPeer(at), ...later.anyAccepted(at)],
      must: (at) => [...served(at), later.opensTowardsLaterPeer(at), ...later.allRefused(at)],
    },

    // An intermediate is no root: OpenSSL refuses it as an anchor, Go accepts it. Which of both is recorded.
    {
      condition: 'file with the intermediate alone',
      basis: 'practice',
      level: 'info',
      file: ca('intermediate'),
      towards: of('right-chain'),
      never: (at) => [hop.opensInPlaintext(at)],
      must: (at) => [
        hop.opensWithTls(at),
        anyOf('served-or-refused', 'the peer is served or refused', hop.isServed(at), ...refused(at)),
      ],
    },
  ],
  start: (at, { file = ca('right'), towards, environment, probes = (): Probe[] => ['wait-for-retry'] }) => ({
    ...start(at, file, towards, ...probes(at)),
    ...(environment && { environment }),
  }),
  expects: 'anything',
  never: (at) => [
    hop.opensInPlaintext(at),
    hop.sendsApplicationBytes(at),
    ...(hop.isForMessages(at) ? [messageAccepted(at.from)] : []),
  ],
  must: (at) => [hop.opensWithTls(at), ...refused(at)],
  control: setUsesTls,
});
