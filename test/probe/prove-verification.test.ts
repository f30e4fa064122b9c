/** Tests the proof of the probe that verifies certificates: its results count only after it. */
import { expect, test } from 'vitest';
import { proveVerification } from '../../src/probe/listener.ts';
import { ca, foreignCa, pairOf } from '../fixtures/peers/known-good.ts';
import { patienceMs } from '../patience.ts';

const honest = { pair: await pairOf('right'), ca, foreignCa, timeoutMs: patienceMs };
const dishonest = (found: string) => ({
  name: 'InfrastructureError',
  code: 'PROBE_DISHONEST',
  message: expect.stringContaining(found),
});

test('a probe that refuses other trust anchors and other names is proven', async () => {
  await expect(proveVerification(honest)).resolves.toBeUndefined();
});

test('the proof notices a right certificate that is refused', async () => {
  await expect(proveVerification({ ...honest, ca: foreignCa })).rejects.toMatchObject(
    dishonest(
      'with the issuer as its trust anchor the handshake failed with UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    ),
  );
});

test('the proof notices a certificate of another authority that is accepted', async () => {
  await expect(proveVerification({ ...honest, foreignCa: ca })).rejects.toMatchObject(
    dishonest('with another trust anchor the handshake succeeded'),
  );
});

test('the proof notices that a wrong name is accepted', async () => {
  const named = await pairOf('right', ['localhost', 'elsewhere.test']);
  await expect(proveVerification({ ...honest, pair: named })).rejects.toMatchObject(
    dishonest('with a name that is not in the certificate the handshake succeeded'),
  );
});
