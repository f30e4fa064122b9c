/** Section F: whole deployments, the named ones and a covering array of mixed ones. */
import { stopsCleanly } from '../checks/deployment.ts';
import { coveringArray } from './pairwise.ts';
import { deploymentRules } from './rules.ts';
import { casesOf, type Row } from '../table.ts';
import type { Case } from '../vocabulary.ts';
import { caGivesTls, pairGivesTls, plainDeployment, standsAlone } from '../words/controls.ts';
import { expectationOf } from '../words/deployment-expectation.ts';
import { agrees, nothingSet, startOf, type Deployment } from '../words/deployment.ts';
import type { Shape } from '../words/shape.ts';

const everything: Deployment = {
  usersServer: true,
  clientsServer: true,
  adapterCa: true,
  clientsCa: true,
  database: 'required',
  standalone: false,
};

export const named: Readonly<Record<string, Deployment>> = {
  insecure: nothingSet,
  tls: everything,
  'tls + verify-full': { ...everything, database: 'verify-full' },
  standalone: { ...nothingSet, standalone: true },
  'standalone + tls': { ...everything, usersServer: false, clientsCa: false, standalone: true },
};

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

const words = (d: Deployment): string =>
  [
    d.standalone ? 'standalone' : d.usersServer ? 'users tls' : 'users plain',
    d.clientsServer ? 'clients tls' : 'clients plain',
    d.adapterCa ? 'adapters ca' : 'adapters no ca',
    d.standalone ? '' : d.clientsCa ? 'clients ca' : 'clients no ca',
    d.database,
  ]
    .filter(Boolean)
    .join(', ');

const row = (condition: string, d: Deployment, shape: Shape): Row => ({
  subject: 'deployment',
  plain: plainDeployment,
  condition,
  expects: agrees(d) ? 'accepted' : 'ready',
  start: startOf(d, shape, 'stop'),
  ...expected(d, shape),
  ...(d.standalone && { premise: standsAlone }),
  ...effectOf(d),
});

const expected = (d: Deployment, shape: Shape): Pick<Row, 'never' | 'must'> => {
  const { never, must } = expectationOf(d, shape);
  return { never, must: [...must, stopsCleanly] };
};

/** Where it is seen, by itself, whether the first of the settings of a deployment does anything. */
const effectOf = (d: Deployment): Pick<Row, 'effect'> => {
  if (d.clientsServer) return { effect: pairGivesTls({ service: 'clients', name: 'http' }) };
  if (d.usersServer) return { effect: pairGivesTls({ service: 'users', name: 'http' }) };
  if (d.adapterCa) return { effect: caGivesTls({ from: 'http-adapter', to: 'clients' }) };
  return d.clientsCa ? { effect: caGivesTls({ from: 'clients', to: 'auth' }) } : {};
};

export const deployments = (shape: Shape): Case[] =>
  casesOf(deploymentRules.everyHop, [
    ...Object.entries(named).map(([condition, d]) => row(condition, d, shape)),
    ...mixed().map((d) => row(`mixed: ${words(d)}`, d, shape)),
  ]);
