/** Deployments in which any two settings meet, each with words for it. */
import { coveringArray } from './pairwise.ts';
import type { Deployment } from '../words/deployment.ts';

export const mixedParameters = {
  usersServer: [false, true],
  clientsServer: [false, true],
  adapterCa: [false, true],
  clientsCa: [false, true],
  database: ['default', 'verify-full'],
  standalone: [false, true],
} as const;

/** Standalone there is no Users, and Clients has no Auth to trust. */
export const possible = (d: Deployment): boolean => !d.standalone || (!d.usersServer && !d.clientsCa);

export const mixed = (): Deployment[] => coveringArray(mixedParameters, possible);

export const inWords = (d: Deployment): string =>
  [
    d.standalone ? 'standalone' : d.usersServer ? 'users tls' : 'users plain',
    d.clientsServer ? 'clients tls' : 'clients plain',
    d.adapterCa ? 'adapters ca' : 'adapters no ca',
    d.standalone ? '' : d.clientsCa ? 'clients ca' : 'clients no ca',
    d.database,
  ]
    .filter(Boolean)
    .join(', ');
