/**
 * Gives Clients a new certificate of the same authority and starts it again (rotation); its clients stay as they are.
 */
import { identitiesFor } from '../../../certs/identities.ts';
import { startService } from '../../stack/boot.ts';
import type { StartedService } from '../../stack/started-service.ts';
import type { Probing } from '../probing.ts';

export const restartWithNewCertificate = async (probing: Probing): Promise<void> => {
  const { stack, started, observation, signal } = probing;
  const at = started.findIndex(({ name }) => name === 'clients');
  const old = started[at];
  if (old?.boot.outcome !== 'ready') return;
  await old.boot.stop();
  // Same names, same authority, another key and serial.
  const { authorities, runtime } = stack.ctx;
  const identity = identitiesFor(authorities, {
    label: 'clients-renewed',
    // All that it is reached by: it may stand for Channels and Domains too.
    names: [...new Set(['localhost', ...['clients', 'channels', 'domains'].map(runtime.peerHost)])],
    ips: ['127.0.0.1', '::1'],
  });
  const renewed = await startService('clients', stack, signal, { identity });
  observation.restart = {
    ready: renewed.boot.outcome === 'ready',
    newCertificate: leafOf(renewed) !== leafOf(old),
  };
  started[at] = { ...renewed, listeners: old.listeners };
};

const leafOf = ({ arrangement }: StartedService): string | undefined =>
  arrangement.certificates['clients.grpc.cert']?.chain[0];
