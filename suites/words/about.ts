/** Listeners, services and databases as rules are about them: the id of each, and its plain start. */
import { label, type Listener } from '../checks/listener.ts';
import type { Subjects } from '../rule.ts';
import { pairedListeners } from './platform.ts';
import { plainAdapter, plainDatabase, plainDeployment, plainListener, plainStart } from './controls.ts';
import type { Shape } from './shape.ts';
import { adapters, databases, listeners, type Adapter, type Database } from './subjects.ts';

/** `users.http`, `users.grpc`, `clients.http` and `clients.grpc`; beyond the page every other one with a pair. */
export const eachListener: Subjects<Listener> = {
  each: listeners,
  subject: label,
  plain: plainListener,
  platform: pairedListeners,
};

/** The connections of Users and Clients to PostgreSQL; beyond the page those of every other service with one. */
export const eachDatabase: Subjects<Database> = {
  each: databases,
  subject: (service) => service,
  plain: plainDatabase,
  platform: ({ databases }) => databases.map(({ service }) => service),
};

/** Clients alone. */
export const clientsAlone: Subjects<'clients'> = {
  each: ['clients'],
  subject: (service) => service,
  plain: plainStart,
};

/** The four adapters. */
export const eachAdapter: Subjects<Adapter> = {
  each: adapters,
  subject: (adapter) => adapter,
  plain: plainAdapter,
};

/** All services of a release together. */
export const wholeDeployment: Subjects<Shape> = {
  each: (shape) => [shape],
  subject: () => 'deployment',
  plain: () => plainDeployment,
};
