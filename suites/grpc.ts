/** Section E: Securing gRPC, on whole deployments. */
import { answersPlaintext, ready, servesVerifyingClient, speaksTls } from './checks.ts';
import { adapters } from './client-configuration.ts';
import { grpcRules } from './grpc-rules.ts';
import * as hop from './hop-checks.ts';
import { created, expectationOf, plainDeployment, servicesOf, startOf, type Deployment } from './platform.ts';
import { caseId, casesOf, type Row } from './table.ts';
import type { Case, Check } from './vocabulary.ts';

const subject = 'deployment';
const plain = caseId(grpcRules.defaultIsInsecure.id, subject, 'nothing set');
const base = { subject, plain };

/** Pairs on both servers, CA files in all clients. */
const secured: Deployment = {
  ...plainDeployment,
  usersServer: true,
  clientsServer: true,
  adapterCa: true,
  clientsCa: true,
};
const onlyServers: Deployment = { ...secured, adapterCa: false };
const onlyClients: Deployment = { ...secured, usersServer: false, clientsServer: false };

const toClients = (from: (typeof adapters)[number]): hop.Hop => ({ from, to: 'clients' });
const clientsGrpc = { service: 'clients', name: 'grpc' } as const;

const bothSides = {
  case: caseId(grpcRules.tlsCanBeActivated.id, subject, 'server pair and CA files'),
  shows: speaksTls(clientsGrpc),
};
const eachAdapter = (one: (from: (typeof adapters)[number]) => Check): Check[] => adapters.map(one);

const defaultRows = (): Row[] => [
  {
    ...base,
    ...expectationOf(plainDeployment),
    condition: 'nothing set',
    expects: 'accepted',
    start: startOf(plainDeployment),
  },
];

const activatedRows = (): Row[] => {
  const { forbidden, required } = expectationOf(secured);
  return [
    {
      ...base,
      condition: 'server pair and CA files',
      expects: 'accepted',
      start: startOf(secured, 'verified'),
      forbidden,
      required: [...required, servesVerifyingClient(clientsGrpc)],
      effect: bothSides,
    },
  ];
};

const oneSidedRows = (): Row[] => [
  {
    ...base,
    condition: 'only the server side',
    expects: 'anything',
    start: startOf(onlyServers),
    forbidden: [...eachAdapter((from) => hop.messageAccepted(from)), answersPlaintext(clientsGrpc)],
    required: [
      ...servicesOf(onlyServers).map(ready),
      created,
      speaksTls(clientsGrpc),
      ...eachAdapter((from) => hop.messageRefused(from)),
      ...eachAdapter((from) => hop.connects(toClients(from))),
    ],
    control: bothSides,
  },
  {
    ...base,
    condition: 'only the client side',
    expects: 'anything',
    start: startOf(onlyClients, 'linger'),
    forbidden: [
      ...eachAdapter((from) => hop.messageAccepted(from)),
      ...eachAdapter((from) => hop.opensInPlaintext(toClients(from))),
    ],
    required: [
      ...servicesOf(onlyClients).map(ready),
      created,
      answersPlaintext(clientsGrpc),
      ...eachAdapter((from) => hop.messageRefused(from)),
      ...eachAdapter((from) => hop.opensWithTls(toClients(from))),
    ],
    control: {
      case: bothSides.case,
      shows: hop.opensWithTls(toClients('http-adapter')),
    },
  },
];

const rotationRows = (): Row[] => [
  {
    ...base,
    condition: 'certificate replaced, service restarted',
    expects: 'accepted',
    start: startOf(secured, 'restart'),
    forbidden: eachAdapter((from) => hop.opensInPlaintext(toClients(from))),
    required: [
      ...servicesOf(secured).map(ready),
      hop.fact('restart/new-certificate', 'Clients has another certificate after the restart'),
      ...eachAdapter((from) => hop.messageAccepted(from)),
      ...eachAdapter((from) => hop.messageAcceptedAfterRestart(from)),
    ],
    control: bothSides,
  },
];

export const securingGrpc = (): Case[] => [
  ...casesOf(grpcRules.defaultIsInsecure, defaultRows()),
  ...casesOf(grpcRules.tlsCanBeActivated, activatedRows()),
  ...casesOf(grpcRules.oneSidedFailsClosed, oneSidedRows()),
  ...casesOf(grpcRules.rotation, rotationRows()),
];
