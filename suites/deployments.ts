/** Section F: whole deployments, the named ones and a covering array of mixed ones. */
import { deploymentRules, grpcRules } from './grpc-rules.ts';
import { coveringArray } from './pairwise.ts';
import { expectationOf, plainDeployment, startOf, agrees, type Deployment, type Shape } from './platform.ts';
import { caseId, casesOf, type Row } from './table.ts';
import type { Case } from './vocabulary.ts';

const everything: Deployment = {
  usersServer: true,
  clientsServer: true,
  adapterCa: true,
  clientsCa: true,
  database: 'required',
  standalone: false,
};

export const named: Readonly<Record<string, Deployment>> = {
  insecure: plainDeployment,
  tls: everything,
  'tls + verify-full': { ...everything, database: 'verify-full' },
  standalone: { ...plainDeployment, standalone: true },
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
  plain: caseId(grpcRules.defaultIsInsecure.id, 'deployment', 'nothing set'),
  condition,
  expects: agrees(d) ? 'accepted' : 'ready',
  start: startOf(d, shape),
  ...expectationOf(d, shape),
});

export const deployments = (shape: Shape): Case[] =>
  casesOf(deploymentRules.everyHop, [
    ...Object.entries(named).map(([condition, d]) => row(condition, d, shape)),
    ...mixed().map((d) => row(`mixed: ${words(d)}`, d, shape)),
  ]);
