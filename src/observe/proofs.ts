/**
 * Has the instruments prove their honesty before and after a family of cases: nothing that they say counts otherwise.
 */
import { issue, pemPairOf, type Issued } from '../../certs/identities.ts';
import { proveTap } from '../../fixtures/peers/prove-tap.ts';
import type { Identity } from '../../suites/vocabulary.ts';
import type { PlannedStart } from '../plan/plan.ts';
import {
  proveByClient,
  proveCipherProbe,
  proveVerification,
  proveVersionProbe,
  type Offerable,
  type OfferableCiphers,
} from '../probe/listener.ts';
import { startWatchProcess } from '../probe/watch.ts';
import type { RunContext } from '../stack/context.ts';
import { clientPairs } from './probes/client-pairs.ts';

export interface Proofs {
  /** Once, before the first start; later calls wait for the same result. Throws InfrastructureError. */
  before: () => Promise<void>;
  /** After the last start. */
  after: () => Promise<void>;
  /** TLS versions and cipher suites that the probes can offer, shown against permissive servers. */
  shown: () => Pick<RunContext, 'offerable' | 'offerableCiphers'>;
}

export const proofs = (ctx: RunContext, plans: readonly PlannedStart[]): Proofs => {
  const probes = new Set(plans.flatMap((plan) => plan.probes));
  const tapped = plans.some(({ start }) =>
    start.services.some((name) => Object.keys(ctx.release.services[name]?.peers ?? {}).length > 0),
  );
  let offerable: Offerable | undefined;
  let offerableCiphers: OfferableCiphers | undefined;
  let begun: Promise<void> | undefined;

  const tap = async (): Promise<void> => {
    if (!tapped) return;
    const { listenHost } = ctx.runtime;
    const [ca, foreignCa] = anchors(ctx);
    await proveTap({
      listenHost,
      connectHost: listenHost === '0.0.0.0' ? '127.0.0.1' : listenHost,
      credentials: await credentials(ctx),
      ca,
      foreignCa,
      timeoutMs: 30_000,
    });
  };
  const versions = async (): Promise<void> => {
    if (!probes.has('versions')) return;
    offerable = await proveVersionProbe(await credentials(ctx), { timeoutMs: 30_000 });
  };
  const ciphers = async (): Promise<void> => {
    if (probes.has('ciphers')) offerableCiphers = await proveCipherProbe({ timeoutMs: 30_000 });
  };
  const verification = async (): Promise<void> => {
    if (!probes.has('verified')) return;
    const [ca, foreignCa] = anchors(ctx);
    await proveVerification({ pair: await credentials(ctx), ca, foreignCa, timeoutMs: 30_000 });
  };
  const clients = async (): Promise<void> => {
    if (!probes.has('client-certificates')) return;
    const [ca] = anchors(ctx);
    const clients = await clientPairs((identity) => issued(ctx, identity));
    await proveByClient({ pair: await credentials(ctx), ca, clients, timeoutMs: 30_000 });
  };
  const watch = async (): Promise<void> => {
    if (probes.has('plaintext-watch')) await startWatchProcess();
  };
  // At the same time: each waits for other peers.
  const all = async (): Promise<void> =>
    void (await Promise.all([watch(), versions(), ciphers(), verification(), clients(), tap()]));
  return { before: () => (begun ??= all()), after: tap, shown: () => ({ offerable, offerableCiphers }) };
};

/** The issuer of `credentials`, and another authority. */
const anchors = ({ authorities }: RunContext): [string, string] => [
  authorities.right.certificatePem,
  authorities.other.certificatePem,
];

const issued = (ctx: RunContext, identity: Identity): Promise<Issued> =>
  issue(ctx.authorities, { identity, label: 'proof', names: ['localhost'], ips: ['127.0.0.1'] });

const credentials = async (ctx: RunContext): Promise<{ cert: string; key: string }> =>
  pemPairOf(await issued(ctx, 'right'));
