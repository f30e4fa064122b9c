/** How Clients is started for the rules of Standalone mode. */
import type { Hop } from '../checks/hop.ts';
import type { Probe, Peer, Setting, Start, Value } from '../vocabulary.ts';

export const toAuth: Hop = { from: 'clients', to: 'auth' };

export const auth = (state: Peer['state']): { auth: Peer } => ({
  auth: { state, transport: 'adaptive', identity: 'right', clientCertificate: 'ignored' },
});

/** `state`: what stands at the address of Auth. */
export const start = (settings: Record<Setting, Value>, state: Peer['state'], ...probes: Probe[]): Start => ({
  services: ['clients'],
  settings,
  peers: auth(state),
  probes,
});
