/** What every listener, hop and database of a whole deployment must look like. */
import { hopName } from '../../src/model/hop.ts';
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
import { databases, type Database } from './subjects.ts';

export const toClients = (from: ServiceName): hop.Hop => ({ from, to: 'clients' });

/** Where the adapter cannot ask Clients about a device, it does not get to Channels and Domains either. */
const behindClients = (adapters: readonly ServiceName[]): Map<string, string> =>
  new Map(
    adapters.flatMap((from) =>
      ['channels', 'domains'].map(
        (to) => [hopName({ from, to }), 'the adapter and Clients disagree'] as const,
      ),
    ),
  );

const storesOf = ({ standalone }: Deployment): readonly Database[] => (standalone ? ['clients'] : databases);
const isEncrypted = ({ database }: Deployment): boolean => database !== 'default';

/** What may never be seen on the listeners and hops of a deployment. */
export const neverIn = (d: Deployment, shape: Shape): Check[] => {
  const { adapters } = shape;
  return [
    ...transportsOf(d, shape).map(({ at, tls }) => (tls ? answersPlaintext(at) : speaksTls(at))),
    ...adapters.map((from) => (d.adapterCa ? hop.opensInPlaintext : hop.opensWithTls)(toClients(from))),
    ...(d.standalone
      ? []
      : [(d.clientsCa ? hop.opensInPlaintext : hop.opensWithTls)({ from: 'clients', to: 'auth' })]),
    ...storesOf(d).map(isEncrypted(d) ? pg.sendsPlaintextStartup : pg.hasTlsSession),
    ...adapters.map((from) => messageAccepted(from, 'wrong-secret')),
    ...(agrees(d) ? [] : adapters.map((from) => messageAccepted(from))),
  ].map(falseIfDown);
};

/** What must be seen on every listener, hop and database of a deployment. */
export const mustIn = (d: Deployment, shape: Shape): Check[] => {
  const { adapters } = shape;
  return [
    everyServiceReady,
    ...servicesOf(d, shape).map(ready),
    created,
    ...transportsOf(d, shape).map(({ at, tls }) => (tls ? speaksTls(at) : answersPlaintext(at))),
    ...adapters.map((from) => (d.adapterCa ? hop.opensWithTls : hop.opensInPlaintext)(toClients(from))),
    ...storesOf(d).map(isEncrypted(d) ? pg.everySessionTls : pg.everySessionPlaintext),
    ...adapters.map((from) => (agrees(d) ? messageAccepted(from) : messageRefused(from))),
    ...adapters.map((from) => messageRefused(from, 'wrong-secret')),
    otherHopsAsConfigured(agrees(d) ? undefined : behindClients(adapters)),
  ].map(falseIfDown);
};
