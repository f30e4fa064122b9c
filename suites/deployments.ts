/** Section F: whole deployments, the named ones and a covering array of mixed ones. */
import { label, ready, showsTls, type Listener } from './checks.ts';
import { clientRules } from './client-rules.ts';
import { deploymentRules, grpcRules } from './grpc-rules.ts';
import * as hop from './hop-checks.ts';
import { coveringArray } from './pairwise.ts';
import {
  agrees,
  expectationOf,
  plainDeployment,
  startOf,
  stopsCleanly,
  type Deployment,
  type Shape,
} from './platform.ts';
import { serverRules } from './server-rules.ts';
import { standaloneRules } from './standalone-rules.ts';
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
  start: startOf(d, shape, 'stop'),
  ...expected(d, shape),
  ...(d.standalone && { premise: standsAlone }),
  ...effectOf(d),
});

const expected = (d: Deployment, shape: Shape): Pick<Row, 'forbidden' | 'required'> => {
  const { forbidden, required } = expectationOf(d, shape);
  return { forbidden, required: [...required, stopsCleanly] };
};

/** A deployment without Auth and Users shows nothing where Clients does not stand alone. */
const standsAlone = {
  case: caseId(standaloneRules.startsWithout.id, 'clients', 'e-mail + token set'),
  shows: ready('clients'),
};

/** Where it is seen, by itself, whether the first of the settings of a deployment does anything. */
const effectOf = (d: Deployment): Pick<Row, 'effect'> => {
  if (d.clientsServer) return pairShows({ service: 'clients', name: 'http' });
  if (d.usersServer) return pairShows({ service: 'users', name: 'http' });
  if (d.adapterCa) return caShows({ from: 'http-adapter', to: 'clients' });
  return d.clientsCa ? caShows({ from: 'clients', to: 'auth' }) : {};
};

const pairShows = (at: Listener): Pick<Row, 'effect'> => ({
  effect: { case: caseId(serverRules.pairIsTls.id, label(at), 'cert + key'), shows: showsTls(at) },
});

const caShows = (at: hop.Hop): Pick<Row, 'effect'> => ({
  effect: {
    case: caseId(clientRules.setUsesTls.id, at.from, "CA file of the peer's issuer"),
    shows: hop.opensWithTls(at),
  },
});

export const deployments = (shape: Shape): Case[] =>
  casesOf(deploymentRules.everyHop, [
    ...Object.entries(named).map(([condition, d]) => row(condition, d, shape)),
    ...mixed().map((d) => row(`mixed: ${words(d)}`, d, shape)),
  ]);
