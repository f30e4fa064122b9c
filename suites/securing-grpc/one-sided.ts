/** Where only one side of gRPC is configured, no message passes, and nothing is sent unprotected. */
import { created } from '../checks/deployment.ts';
import { connects, opensInPlaintext, opensWithTls } from '../checks/hop.ts';
import { answersPlaintext, speaksTls } from '../checks/listener.ts';
import { messageAccepted, messageRefused } from '../checks/message.ts';
import { ready } from '../checks/service.ts';
import { sentences as s } from '../page.ts';
import { rule } from '../rule.ts';
import { anyTls, bothSides, clientsGrpc, secured } from './default-and-tls.ts';
import { wholeDeployment } from '../words/about.ts';
import { toClients } from '../words/deployment-expectation.ts';
import { servicesOf, startOf, type Deployment } from '../words/deployment.ts';

const onlyServers: Deployment = { ...secured, adapterCa: false };
const onlyClients: Deployment = { ...secured, usersServer: false, clientsServer: false };

export const oneSidedFailsClosed = rule('grpc.one-sided-tls-fails-closed', {
  basis: 'derived',
  risk: 'weaker',
  title: 'TLS on one side only fails closed',
  why: 'A half-configured deployment must stop carrying messages rather than carry them unprotected.',
  how: 'Only the servers, then only the clients are configured: no message is accepted, and the configured side sends no plaintext application byte.',
  source: [s.grpcTls, s.clientDefinesCas],

  about: wholeDeployment,
  conditions: [
    {
      condition: 'only the server side',
      start: (shape) => startOf(onlyServers, shape),
      never: ({ adapters }) => [
        ...adapters.map((from) => messageAccepted(from)),
        answersPlaintext(clientsGrpc),
      ],
      must: (shape) => [
        ...servicesOf(onlyServers, shape).map(ready),
        created,
        speaksTls(clientsGrpc),
        ...shape.adapters.map((from) => messageRefused(from)),
        ...shape.adapters.map((from) => connects(toClients(from))),
      ],
      control: bothSides,
    },
    {
      condition: 'only the client side',
      start: (shape) => startOf(onlyClients, shape, 'wait-for-retry'),
      never: ({ adapters }) => [
        ...adapters.map((from) => messageAccepted(from)),
        ...adapters.map((from) => opensInPlaintext(toClients(from))),
      ],
      must: (shape) => [
        ...servicesOf(onlyClients, shape).map(ready),
        created,
        answersPlaintext(clientsGrpc),
        ...shape.adapters.map((from) => messageRefused(from)),
        ...shape.adapters.map((from) => opensWithTls(toClients(from))),
      ],
      control: { case: bothSides.case, shows: opensWithTls(toClients('http-adapter')) },
    },
  ],
  expects: 'anything',
  effect: anyTls,
});
