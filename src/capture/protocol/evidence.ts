/** Chooses the first bytes of a client that a report may show: none that can belong to a password, a token or data. */
import { evidenceOf, isStartup } from '../../probe/tap/opening.ts';
import type { CapturedOpening } from '../model.ts';

/**
 * What a tap keeps of its test data is more than may be kept of a vendor's: an unknown protocol can begin with a
 * password (`AUTH …`), so that four bytes are all.
 */
const most: Partial<Record<CapturedOpening, number>> = {
  'postgres-ssl-request': 8,
  'h2-plaintext': 24,
  nats: 8,
  redis: 4,
  amqp: 8,
  coap: 4,
  other: 4,
  unseen: 0,
};

/** Hex. */
export const evidence = (opening: CapturedOpening, bytes: Buffer): string => {
  const kept = bytes.subarray(0, mostOf(opening, bytes));
  return evidenceOf(opening === 'mqtt' || opening === 'http1' ? opening : 'other', kept);
};

/** A StartupMessage may be so short that a PasswordMessage stands within the first bytes. */
const mostOf = (opening: CapturedOpening, bytes: Buffer): number =>
  opening === 'postgres-startup'
    ? isStartup(bytes)
      ? Math.min(32, bytes.readUInt32BE(0))
      : 8
    : (most[opening] ?? 32);
