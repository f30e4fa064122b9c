/** That chains are judged as Go judges them, also where Node judges otherwise. */
import { X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { certificateOf } from '../../src/live/look/certificate.ts';
import { asGoJudges } from '../../src/live/look/trust.ts';
import type { Identity } from '../../suites/vocabulary.ts';
import { ca, foreignCa, pairOf } from '../fixtures/peers/known-good.ts';
import { rows } from './chains/table.ts';

const chainOf = async (identity: Identity): Promise<X509Certificate[]> =>
  ((await pairOf(identity)).cert.match(/-----BEGIN[\s\S]+?-----END CERTIFICATE-----/g) ?? []).map(
    (pem) => new X509Certificate(pem),
  );

const judged = async (identity: Identity, { anchors = ca, name = 'localhost', only = 9 } = {}) =>
  asGoJudges((await chainOf(identity)).slice(0, only), { ca: anchors, name, now: new Date() });

test.each<[Identity, string]>([
  ['right', ''],
  ['right-rsa', ''],
  ['right-ed25519', ''],
  ['right-chain', ''],
  ['wrong-name', 'localhost is not among its names'],
  ['name-in-subject', 'it has no subject alternative name, and Go does not look at the common name'],
  ['expired', 'the certificate ended on'],
  ['not-yet-valid', 'the certificate begins on'],
  ['for-clients', 'its extended key usage is not that of a server'],
  ['other-ca', 'issued by none of the given CAs'],
  ['same-name-ca', 'it leads to none of the given CAs'],
  ['self-signed', 'it leads to none of the given CAs'],
])('%s', async (identity, why) => {
  const { go, reasons } = await judged(identity);
  expect([go, reasons.join('; ')]).toEqual(
    why === '' ? ['accepted', ''] : ['refused', expect.stringContaining(why)],
  );
});

test('a chain without its intermediate is refused, and why is said', async () => {
  expect(await judged('right-chain', { only: 1 })).toEqual({
    go: 'refused',
    reasons: ['it was issued by none of the given CAs, and no intermediate certificate is presented'],
  });
});

test('without a CA trust is not judged, and what needs none is', async () => {
  const right = await chainOf('right');
  expect(asGoJudges(right, { ca: undefined, name: 'localhost', now: new Date() }).go).toBe('not judged');
  expect(asGoJudges(right, { ca: undefined, name: 'elsewhere', now: new Date() }).go).toBe('refused');
});

test('an anchor that has ended vouches for nothing', async () => {
  const later = new Date(Date.now() + 500 * 86_400_000);
  const { reasons } = asGoJudges(await chainOf('right'), { ca, name: 'localhost', now: later });
  expect(reasons.join()).toMatch(/CN=right-root-\w+, on the way to the CA, ended on/);
});

test('another anchor vouches for nothing', async () => {
  expect((await judged('right', { anchors: foreignCa })).go).toBe('refused');
});

test('certificates that are each the issuer of the other come to an end', async () => {
  const [leaf, middle] = await chainOf('right-chain');
  const loop = [leaf!, middle!, leaf!, middle!];
  expect(asGoJudges(loop, { ca: foreignCa, name: 'localhost', now: new Date() }).go).toBe('refused');
});

test.each(rows)('as Go judges: $what', ({ chain, verdict, why }) => {
  const { presented, anchors, host } = chain();
  const { go, reasons } = asGoJudges(
    presented.map((pem) => new X509Certificate(pem)),
    { ca: anchors.join(''), name: host, now: new Date() },
  );
  expect([go, reasons.join('; ')]).toEqual([verdict, expect.stringContaining(why ?? '')]);
  if (verdict === 'accepted') expect(reasons).toEqual([]);
});

test('certificates with bytes changed anywhere are judged, and never accepted', () => {
  let state = 11;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const some = rows.filter(({ verdict }) => verdict === 'accepted').map(({ chain }) => chain());
  let judgedAtAll = 0;
  for (let round = 0; round < 800; round += 1) {
    const { presented, anchors, host } = some[round % some.length]!;
    const [leaf, ...beside] = presented.map((pem) => new X509Certificate(pem));
    if (anchors.includes(presented[0]!)) continue;
    const bytes = Buffer.from(leaf!.raw);
    const at = random(bytes.length);
    bytes[at] = bytes[at]! ^ (1 << random(8));
    let changed: X509Certificate;
    try {
      changed = new X509Certificate(bytes);
    } catch {
      continue;
    }
    judgedAtAll += 1;
    expect(() => certificateOf([changed], new Date())).not.toThrow();
    const { go, reasons } = asGoJudges([changed, ...beside], {
      ...{ ca: anchors.join(''), name: host, now: new Date() },
    });
    expect(go, `byte ${at} of round ${round}: ${reasons.join()}`).not.toBe('accepted');
  }
  expect(judgedAtAll).toBeGreaterThan(400);
});
