/** What the rules are about: listeners, adapters, and the services that have a database. */
import type { Listener } from '../checks/listener.ts';

export const listeners: readonly Listener[] = [
  { service: 'users', name: 'http' },
  { service: 'users', name: 'grpc' },
  { service: 'clients', name: 'http' },
  { service: 'clients', name: 'grpc' },
];

export const listenersOf = (service: Listener['service']): Listener[] =>
  listeners.filter((at) => at.service === service);

export const adapters = ['http-adapter', 'mqtt-adapter', 'ws-adapter', 'coap-adapter'] as const;
export type Adapter = (typeof adapters)[number];

/** A service with a database. */
export type Database = string;
/** Those of the page. */
export const databases: readonly Database[] = ['users', 'clients'];
