/** In a whole deployment every hop is as configured: in the usual deployments, and in mixed ones. */
import { stopsCleanly } from '../checks/deployment.ts';
import { inWords, mixed } from './mixed.ts';
import { sentences as s } from '../page.ts';
import { rule } from '../rule.ts';
import type { EvidenceCase } from '../vocabulary.ts';
import { wholeDeployment } from '../words/about.ts';
import { caGivesTls, pairGivesTls, standsAlone } from '../words/controls.ts';
import { mustIn, neverIn } from '../words/deployment-expectation.ts';
import { agrees, nothingSet, startOf, type Deployment } from '../words/deployment.ts';

const everything: Deployment = {
  usersServer: true,
  clientsServer: true,
  adapterCa: true,
  clientsCa: true,
  database: 'required',
  standalone: false,
};

/** Where it is seen, by itself, whether the first of the settings of a deployment does anything. */
const effectOf = (d: Deployment): EvidenceCase | undefined => {
  if (d.clientsServer) return pairGivesTls({ service: 'clients', name: 'http' });
  if (d.usersServer) return pairGivesTls({ service: 'users', name: 'http' });
  if (d.adapterCa) return caGivesTls({ from: 'http-adapter', to: 'clients' });
  return d.clientsCa ? caGivesTls({ from: 'clients', to: 'auth' }) : undefined;
};

export const everyHopAsConfigured = rule('deployment.every-hop-as-configured', {
  basis: 'derived',
  risk: 'weaker',
  title: 'In a whole deployment every hop is as configured',
  why: 'Settings that work one by one may defeat each other in a deployment, and that is where operators meet them.',
  how: 'A whole stack is started in order; every hop is observed; for each protocol one message is accepted if and only if both ends of its hops agree, and one with a wrong secret is refused; the stop is clean.',
  source: [
    s.grpcDefault,
    s.grpcTls,
    s.usersServerInsecure,
    s.clientsServerInsecure,
    s.postgresDefault,
    s.standaloneOmits,
  ],

  about: wholeDeployment,
  conditions: [
    { condition: 'insecure', deployment: nothingSet },
    { condition: 'tls', deployment: everything },
    { condition: 'tls + verify-full', deployment: { ...everything, database: 'verify-full' } as const },
    { condition: 'standalone', deployment: { ...nothingSet, standalone: true } },
    {
      condition: 'standalone + tls',
      deployment: { ...everything, usersServer: false, clientsCa: false, standalone: true },
    },
    ...mixed().map((deployment) => ({ condition: `mixed: ${inWords(deployment)}`, deployment })),
  ],
  start: (shape, { deployment }) => startOf(deployment, shape, 'stop'),
  expects: (_, { deployment }) => (agrees(deployment) ? 'accepted' : 'ready'),
  never: (shape, { deployment }) => neverIn(deployment, shape),
  must: (shape, { deployment }) => [...mustIn(deployment, shape), stopsCleanly],
  // A deployment without Auth and Users shows nothing where Clients does not stand alone.
  premise: (_, { deployment }) => (deployment.standalone ? standsAlone : undefined),
  effect: (_, { deployment }) => effectOf(deployment),
});
