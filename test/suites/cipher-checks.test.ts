/** Tests that a weak cipher suite counts as refused only where the same ClientHello with ECDHE was accepted. */
import { expect, test } from 'vitest';
import type { CipherOffer, VersionAnswer } from '../../src/model/observation.ts';
import { refusesCiphers } from '../../suites/checks/ciphers.ts';
import { down, observation, up } from '../judge/tiny.ts';

const at = { service: 'users', name: 'grpc' } as const;
type Outcome = VersionAnswer['outcome'];

const seen = (ecdhe: Outcome, rc4: Outcome, handshake = true) => {
  const answer = (outcome: Outcome): VersionAnswer => ({ outcome, detail: 'said so' });
  const ciphers: Record<CipherOffer, VersionAnswer> = {
    ...{ ecdhe: answer(ecdhe), rc4: answer(rc4) },
    ...{ '3des': answer('unclear'), 'null-or-export': answer('unclear'), 'static-rsa': answer('unclear') },
  };
  return observation(
    {},
    { services: { users: { ...up, listeners: { grpc: { tls: { handshake }, ciphers } } } } },
  );
};

test.each([
  ['accepted', 'refused-by-peer', true],
  ['accepted', 'accepted', false],
  // An accepted suite is accepted, also where the control is missing.
  ['unclear', 'accepted', false],
  ['refused-by-peer', 'refused-by-peer', undefined],
  ['not-offered', 'refused-by-peer', undefined],
  ['accepted', 'not-offered', undefined],
  ['accepted', 'unclear', undefined],
] as const)('ECDHE %s, RC4 %s: %s', (ecdhe, rc4, expected) => {
  expect(refusesCiphers(at, 'rc4').holds(seen(ecdhe, rc4))).toBe(expected);
});

test('where only plaintext is spoken no suite is taken; where nothing runs nothing is kept', () => {
  expect(refusesCiphers(at, 'rc4').holds(seen('unclear', 'unclear', false))).toBe(true);
  expect(refusesCiphers(at, 'rc4').holds(observation({}, { services: { users: down } }))).toBe(false);
  expect(refusesCiphers(at, 'rc4').holds(observation({}, { services: { users: up } }))).toBeUndefined();
});

test('the finding names the suites that were offered', () => {
  expect(refusesCiphers(at, 'rc4').found(seen('accepted', 'refused-by-peer'))).toBe(
    'RC4: refused-by-peer (said so); ECDHE: accepted (said so)',
  );
});
