/** Rotation: Clients gets a new certificate of the same authority and is started again; its clients stay as they are. */
import { identitiesFor } from '../../../certs/identities.ts';
import { startService, type StartedService } from '../../stack/service-start.ts';
import type { Looking } from '../looking.ts';

export const restartWithNewCertificate = async (looking: Looking): Promise<void> => {
  const { plan, ctx, stack, started, observation, signal } = looking;
  const at = started.findIndex(({ name }) => name === 'clients');
  const old = started[at];
  if (old?.boot.outcome !== 'ready') return;
  await old.boot.stop();
  // Same names, same authority, another key and serial.
  stack.identity = identitiesFor(ctx.authorities, {
    label: 'clients-renewed',
    // All that it is reached by: it may stand for Channels and Domains too.
    names: [...new Set(['localhost', ...['clients', 'channels', 'domains'].map(ctx.runtime.peerHost)])],
    ips: ['127.0.0.1', '::1'],
  });
  const renewed = await startService('clients', { plan, ctx, stack, signal });
  observation.restart = {
    ready: renewed.boot.outcome === 'ready',
    newCertificate: leafOf(renewed) !== leafOf(old),
  };
  started[at] = { ...renewed, listeners: old.listeners };
};

const leafOf = ({ arrangement }: StartedService): string | undefined =>
  arrangement.certificates['clients.grpc.cert']?.chain[0];
