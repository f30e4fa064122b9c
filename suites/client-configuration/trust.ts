/** Section C, whom a client trusts: every way in which a peer is not the one that the CA file vouches for. */
import { caseId } from '../case-id.ts';
import { anyOf } from '../checks/check.ts';
import * as hop from '../checks/hop.ts';
import * as later from '../checks/later.ts';
import { messageAccepted } from '../checks/message.ts';
import { base, refused, secure, served, setUsesTls, start, type Subject } from './table.ts';
import type { Row } from '../table.ts';
import type { FileValue, Identity, Peer, Start } from '../vocabulary.ts';
import { ca, onlySystemRoots } from '../words/files.ts';
import { peer } from '../words/peers.ts';

const rule = 'ca.trusts-only-those';

interface Untrusted extends Pick<Row, 'condition' | 'basis' | 'control'> {
  /** Of the CA file; by default the right one alone. */
  file?: FileValue;
  towards: Peer;
  environment?: Start['environment'];
}

const by = (identity: Identity, rest: Partial<Peer> = {}): Peer => peer('tls', { identity, ...rest });

const bundle = ca('right', 'other');
const addressInSan = 'IP literal with IP SAN';
const besideSystemRoots = "right peer, another CA in the system's roots";

const untrusted = (at: Subject): Untrusted[] => [
  { condition: 'peer of another CA', towards: by('other-ca') },
  {
    condition: 'bundle right+other, peer of a third CA',
    file: bundle,
    towards: by('third-ca'),
    control: {
      case: caseId('ca.several-cas', at.id, 'bundle right+other, peer of the right one'),
      shows: hop.talksTls(at),
    },
  },
  { condition: 'foreign CA of the same name', towards: by('same-name-ca') },
  {
    condition: "CA that only the system's roots hold",
    towards: by('third-ca'),
    environment: onlySystemRoots,
    control: { case: caseId(rule, at.id, besideSystemRoots), shows: hop.talksTls(at) },
  },
  { condition: 'expired', towards: by('expired') },
  { condition: 'not yet valid', towards: by('not-yet-valid') },
  { condition: 'wrong name', towards: by('wrong-name') },
  // RFC 9525, section 6.3: names in the subject are not looked at.
  { condition: "name in the subject's CN only", basis: 'practice', towards: by('name-in-subject') },
  {
    condition: 'IP literal without IP SAN',
    towards: by('no-address', { address: 'ip' }),
    control: { case: caseId(rule, at.id, addressInSan), shows: hop.talksTls(at) },
  },
  // RFC 5280, section 4.2.1.12: a certificate is for the purposes that it names.
  { condition: 'extended key usage client only', basis: 'practice', towards: by('for-clients') },
  { condition: 'self-signed', towards: by('self-signed') },
  { condition: 'peer speaks plaintext', towards: peer('plaintext') },
];

const untrustedRow = (at: Subject, one: Untrusted): Row => ({
  ...base(at),
  condition: one.condition,
  ...(one.basis && { basis: one.basis }),
  expects: 'anything',
  start: {
    ...start(at, one.file ?? ca('right'), one.towards, 'linger'),
    ...(one.environment && { environment: one.environment }),
  },
  never: [
    hop.opensInPlaintext(at),
    hop.sendsApplicationBytes(at),
    ...(at.from === 'clients' ? [] : [messageAccepted(at.from)]),
  ],
  must: [hop.opensWithTls(at), ...refused(at)],
  control: one.control ?? setUsesTls(at),
});

/** What the rows about addresses and about the system's roots are held against: the same with the right peer. */
const trustedRows = (at: Subject): Row[] => [
  {
    ...base(at),
    ...secure(at),
    condition: addressInSan,
    start: start(at, ca('right'), by('right', { address: 'ip' })),
    control: setUsesTls(at),
  },
  {
    ...base(at),
    ...secure(at),
    condition: besideSystemRoots,
    start: { ...start(at, ca('right'), by('right')), environment: onlySystemRoots },
    control: setUsesTls(at),
  },
];

/** The client has verified a peer once; that tells nothing about the next one at the same address. */
const laterRow = (at: Subject): Row => ({
  ...base(at),
  condition: 'another CA from the second connection on',
  expects: 'anything',
  start: start(at, ca('right'), by('right', { later: 'other-ca' }), ...later.againLooks(at), 'linger'),
  never: [hop.opensInPlaintext(at), later.sendsToLaterPeer(at), ...later.anyAccepted(at)],
  must: [...served(at), later.opensTowardsLaterPeer(at), ...later.allRefused(at)],
  control: setUsesTls(at),
});

/** An intermediate is no root: OpenSSL refuses it as an anchor, Go accepts it. Which of both is recorded. */
const intermediateRow = (at: Subject): Row => ({
  ...base(at),
  condition: 'file with the intermediate alone',
  basis: 'practice',
  level: 'info',
  expects: 'anything',
  start: start(at, ca('intermediate'), by('right-chain'), 'linger'),
  never: [hop.opensInPlaintext(at)],
  must: [
    hop.opensWithTls(at),
    anyOf('served-or-refused', 'the peer is served or refused', hop.isServed(at), ...refused(at)),
  ],
  control: setUsesTls(at),
});

export const trustRows = (at: Subject): Row[] => [
  ...untrusted(at).map((one) => untrustedRow(at, one)),
  ...trustedRows(at),
  ...(later.comesBack(at) ? [laterRow(at)] : []),
  intermediateRow(at),
];
