/** Holds the rules about gRPC between services: plaintext by default, TLS when both sides are set, new certificates. */
import { caseId } from '../case-id.ts';
import { anyOf } from '../checks/check.ts';
import { opensInPlaintext, opensWithTls } from '../checks/hop.ts';
import { servesVerifyingClient, showsTls, speaksTls } from '../checks/listener.ts';
import {
  messageAccepted,
  messageAcceptedAfterRestart,
  newCertificateAfterRestart,
} from '../checks/message.ts';
import { ready } from '../checks/service.ts';
import { sentences as s } from '../page.ts';
import { rule } from '../rule.ts';
import type { EvidenceCase } from '../vocabulary.ts';
import { wholeDeployment } from '../words/about.ts';
import { mustIn, neverIn, toClients } from '../words/deployment-expectation.ts';
import { nothingSet, servicesOf, startOf, transportsOf, type Deployment } from '../words/deployment.ts';
import type { Shape } from '../words/shape.ts';

/** Pairs on both servers, CA files in all clients. */
export const secured: Deployment = {
  ...nothingSet,
  usersServer: true,
  clientsServer: true,
  adapterCa: true,
  clientsCa: true,
};

export const clientsGrpc = { service: 'clients', name: 'grpc' } as const;

const activatedId = 'grpc.tls-can-be-activated';
const everythingSet = 'server pair and CA files';

/** Clients serves TLS where both sides are configured. */
export const bothSides: EvidenceCase = {
  case: caseId(activatedId, 'deployment', everythingSet),
  shows: speaksTls(clientsGrpc),
};

/** The settings do something where any listener or hop that they are about has TLS. */
export const anyTls = (shape: Shape): EvidenceCase => ({
  case: bothSides.case,
  shows: {
    ...anyOf(
      'shows-tls',
      'a listener or a gRPC hop of the deployment has TLS',
      ...transportsOf(secured, shape).map(({ at }) => showsTls(at)),
      ...shape.adapters.map((from) => opensWithTls(toClients(from))),
      opensWithTls({ from: 'clients', to: 'auth' }),
    ),
    onWire: true,
  },
});

export const defaultIsInsecure = rule('grpc.default-is-insecure', {
  basis: 'explicit',
  risk: 'safer',
  title: 'By default gRPC between the services is plaintext',
  why: 'It is what the page says, and the state that an operator who sets nothing must reckon with.',
  how: 'A whole deployment without any security setting: every gRPC hop opens in plaintext, and messages flow over all four protocols.',
  source: [s.grpcDefault],

  about: wholeDeployment,
  conditions: [{ condition: 'nothing set' }],
  start: (shape) => startOf(nothingSet, shape),
  expects: 'accepted',
  never: (shape) => neverIn(nothingSet, shape),
  must: (shape) => mustIn(nothingSet, shape),
});

export const tlsCanBeActivated = rule(activatedId, {
  basis: 'explicit',
  risk: 'weaker',
  title: 'TLS can be activated for gRPC',
  why: 'The page promises it; if the documented settings do not reach it, secrets of devices cross the network in the clear.',
  how: 'Server pair on Clients and Users, CA file in each adapter: every hop opens with a ClientHello, messages flow, and a client that has only the CA is served.',
  source: [s.grpcTls, s.clientDefinesCas, s.adapterCaFile, s.clientsCaFile],

  about: wholeDeployment,
  conditions: [{ condition: everythingSet }],
  start: (shape) => startOf(secured, shape, 'verified'),
  expects: 'accepted',
  never: (shape) => neverIn(secured, shape),
  must: (shape) => [...mustIn(secured, shape), servesVerifyingClient(clientsGrpc)],
  effect: anyTls,
});

export const rotation = rule('grpc.rotation', {
  basis: 'derived',
  level: 'info',
  risk: 'availability',
  title: 'A server certificate can be replaced without touching the clients',
  why: 'Certificates expire. An operator who has to restart every client to replace one will not replace it.',
  how: 'Clients is started again with another certificate of the same authority; messages flow again.',
  source: [s.grpcTls],

  about: wholeDeployment,
  conditions: [{ condition: 'certificate replaced, service restarted' }],
  start: (shape) => startOf(secured, shape, 'restart'),
  expects: 'accepted',
  never: ({ adapters }) => adapters.map((from) => opensInPlaintext(toClients(from))),
  must: (shape) => [
    ...servicesOf(secured, shape).map(ready),
    newCertificateAfterRestart,
    ...shape.adapters.map((from) => messageAccepted(from)),
    ...shape.adapters.map((from) => messageAcceptedAfterRestart(from)),
  ],
  control: bothSides,
  effect: anyTls,
});
