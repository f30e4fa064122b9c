/** Section E: Securing gRPC, on whole deployments. */
import { caseId } from '../case-id.ts';
import { anyOf } from '../checks/check.ts';
import { created } from '../checks/deployment.ts';
import * as hop from '../checks/hop.ts';
import { answersPlaintext, servesVerifyingClient, showsTls, speaksTls } from '../checks/listener.ts';
import {
  messageAccepted,
  messageAcceptedAfterRestart,
  messageRefused,
  newCertificateAfterRestart,
} from '../checks/message.ts';
import { ready } from '../checks/service.ts';
import { grpcRules } from './rules.ts';
import { casesOf, type Row } from '../table.ts';
import type { Case, Check, ServiceName } from '../vocabulary.ts';
import { plainDeployment } from '../words/controls.ts';
import { expectationOf } from '../words/deployment-expectation.ts';
import { nothingSet, servicesOf, startOf, transportsOf, type Deployment } from '../words/deployment.ts';
import type { Shape } from '../words/shape.ts';

const subject = 'deployment';
const base = { subject, plain: plainDeployment };

/** Pairs on both servers, CA files in all clients. */
const secured: Deployment = {
  ...nothingSet,
  usersServer: true,
  clientsServer: true,
  adapterCa: true,
  clientsCa: true,
};
const onlyServers: Deployment = { ...secured, adapterCa: false };
const onlyClients: Deployment = { ...secured, usersServer: false, clientsServer: false };

const toClients = (from: ServiceName): hop.Hop => ({ from, to: 'clients' });
const clientsGrpc = { service: 'clients', name: 'grpc' } as const;

const bothSides = {
  case: caseId(grpcRules.tlsCanBeActivated.id, subject, 'server pair and CA files'),
  shows: speaksTls(clientsGrpc),
};
/** The settings do something where any listener or hop that they are about has TLS. */
const anyTls = (shape: Shape) => ({
  case: bothSides.case,
  shows: {
    ...anyOf(
      'shows-tls',
      'a listener or a gRPC hop of the deployment has TLS',
      ...transportsOf(secured, shape).map(({ at }) => showsTls(at)),
      ...shape.adapters.map((from) => hop.opensWithTls(toClients(from))),
      hop.opensWithTls({ from: 'clients', to: 'auth' }),
    ),
    onWire: true as const,
  },
});
const eachAdapter = ({ adapters }: Shape, one: (from: ServiceName) => Check): Check[] => adapters.map(one);

const defaultRows = (shape: Shape): Row[] => [
  {
    ...base,
    ...expectationOf(nothingSet, shape),
    condition: 'nothing set',
    expects: 'accepted',
    start: startOf(nothingSet, shape),
  },
];

const activatedRows = (shape: Shape): Row[] => {
  const { never, must } = expectationOf(secured, shape);
  return [
    {
      ...base,
      condition: 'server pair and CA files',
      expects: 'accepted',
      start: startOf(secured, shape, 'verified'),
      never,
      must: [...must, servesVerifyingClient(clientsGrpc)],
      effect: anyTls(shape),
    },
  ];
};

const oneSidedRows = (shape: Shape): Row[] => [
  {
    ...base,
    condition: 'only the server side',
    expects: 'anything',
    start: startOf(onlyServers, shape),
    never: [...eachAdapter(shape, (from) => messageAccepted(from)), answersPlaintext(clientsGrpc)],
    must: [
      ...servicesOf(onlyServers, shape).map(ready),
      created,
      speaksTls(clientsGrpc),
      ...eachAdapter(shape, (from) => messageRefused(from)),
      ...eachAdapter(shape, (from) => hop.connects(toClients(from))),
    ],
    control: bothSides,
    effect: anyTls(shape),
  },
  {
    ...base,
    condition: 'only the client side',
    expects: 'anything',
    start: startOf(onlyClients, shape, 'linger'),
    never: [
      ...eachAdapter(shape, (from) => messageAccepted(from)),
      ...eachAdapter(shape, (from) => hop.opensInPlaintext(toClients(from))),
    ],
    must: [
      ...servicesOf(onlyClients, shape).map(ready),
      created,
      answersPlaintext(clientsGrpc),
      ...eachAdapter(shape, (from) => messageRefused(from)),
      ...eachAdapter(shape, (from) => hop.opensWithTls(toClients(from))),
    ],
    control: {
      case: bothSides.case,
      shows: hop.opensWithTls(toClients('http-adapter')),
    },
    effect: anyTls(shape),
  },
];

const rotationRows = (shape: Shape): Row[] => [
  {
    ...base,
    condition: 'certificate replaced, service restarted',
    expects: 'accepted',
    start: startOf(secured, shape, 'restart'),
    never: eachAdapter(shape, (from) => hop.opensInPlaintext(toClients(from))),
    must: [
      ...servicesOf(secured, shape).map(ready),
      newCertificateAfterRestart,
      ...eachAdapter(shape, (from) => messageAccepted(from)),
      ...eachAdapter(shape, (from) => messageAcceptedAfterRestart(from)),
    ],
    control: bothSides,
    effect: anyTls(shape),
  },
];

export const securingGrpc = (shape: Shape): Case[] => [
  ...casesOf(grpcRules.defaultIsInsecure, defaultRows(shape)),
  ...casesOf(grpcRules.tlsCanBeActivated, activatedRows(shape)),
  ...casesOf(grpcRules.oneSidedFailsClosed, oneSidedRows(shape)),
  ...casesOf(grpcRules.rotation, rotationRows(shape)),
];
