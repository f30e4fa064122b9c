/** What a release has of the services and listeners that the page knows. */
import type { Listener } from '../checks/listener.ts';
import type { ServiceName } from '../vocabulary.ts';
import { adapters, listenersOf } from './subjects.ts';

export interface Shape {
  adapters: readonly ServiceName[];
  /** Listeners of Users. */
  users: readonly Listener['name'][];
}

/** Without any adapter a deployment has nothing to say: it keeps all, and is not applicable for that reason. */
export const shapeOf = (absent: Readonly<Record<string, string>>): Shape => {
  const there = adapters.filter((adapter) => absent[adapter] === undefined);
  return {
    adapters: there.length ? there : adapters,
    users: absent['users.grpc'] === undefined ? ['http', 'grpc'] : ['http'],
  };
};

/** The listeners of a service that the release has. */
export const listenersIn = (service: Listener['service'], { users }: Shape): Listener[] =>
  listenersOf(service).filter(({ name }) => service === 'clients' || users.includes(name));
