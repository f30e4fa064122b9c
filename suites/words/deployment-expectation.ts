/** What every listener, hop and database of a whole deployment must look like. */
import { otherHopsAsConfigured } from '../checks/deployment-hops.ts';
import { created, everyServiceReady, falseIfDown } from '../checks/deployment.ts';
import * as hop from '../checks/hop.ts';
import { answersPlaintext, speaksTls } from '../checks/listener.ts';
import { messageAccepted, messageRefused } from '../checks/message.ts';
import * as pg from '../checks/postgres.ts';
import { ready } from '../checks/service.ts';
import type { Check, ServiceName } from '../vocabulary.ts';
import { agrees, servicesOf, transportsOf, type Deployment } from './deployment.ts';
import type { Shape } from './shape.ts';

const toClients = (from: ServiceName): hop.Hop => ({ from, to: 'clients' });

/** What an adapter asks Channels and Domains it asks of a device that Clients knows. */
const behindClients = (adapters: readonly ServiceName[]): Map<string, string> =>
  new Map(
    adapters.flatMap((from) =>
      ['channels', 'domains'].map((to) => [`${from}→${to}`, 'the adapter and Clients disagree'] as const),
    ),
  );

/** What may not be seen, and what must, on every listener and hop of a deployment. */
export const expectationOf = (d: Deployment, shape: Shape): { never: Check[]; must: Check[] } => {
  const { adapters } = shape;
  const stores = d.standalone ? (['clients'] as const) : (['users', 'clients'] as const);
  const encrypted = d.database !== 'default';
  const settled = ({ never, must }: { never: Check[]; must: Check[] }) => ({
    never: never.map(falseIfDown),
    must: must.map(falseIfDown),
  });
  return settled({
    never: [
      ...transportsOf(d, shape).map(({ at, tls }) => (tls ? answersPlaintext(at) : speaksTls(at))),
      ...adapters.map((from) => (d.adapterCa ? hop.opensInPlaintext : hop.opensWithTls)(toClients(from))),
      ...(d.standalone
        ? []
        : [(d.clientsCa ? hop.opensInPlaintext : hop.opensWithTls)({ from: 'clients', to: 'auth' })]),
      ...stores.map((one) => (encrypted ? pg.sendsPlaintextStartup(one) : pg.hasTlsSession(one))),
      ...adapters.map((from) => messageAccepted(from, 'wrong-secret')),
      ...(agrees(d) ? [] : adapters.map((from) => messageAccepted(from))),
    ],
    must: [
      everyServiceReady,
      ...servicesOf(d, shape).map(ready),
      created,
      ...transportsOf(d, shape).map(({ at, tls }) => (tls ? speaksTls(at) : answersPlaintext(at))),
      ...adapters.map((from) => (d.adapterCa ? hop.opensWithTls : hop.opensInPlaintext)(toClients(from))),
      ...stores.map((one) => (encrypted ? pg.everySessionTls(one) : pg.everySessionPlaintext(one))),
      ...adapters.map((from) => (agrees(d) ? messageAccepted(from) : messageRefused(from))),
      ...adapters.map((from) => messageRefused(from, 'wrong-secret')),
      otherHopsAsConfigured(agrees(d) ? undefined : behindClients(adapters)),
    ],
  });
};
