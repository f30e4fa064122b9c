/** Which adapters and listeners of the page a release has. */
import type { Listener } from '../checks/listener.ts';
import type { ServiceName } from '../vocabulary.ts';
import { adapters, listenersOf } from './subjects.ts';

export interface Shape {
  adapters: readonly ServiceName[];
  /** Names of the listeners of Users. */
  users: readonly string[];
}

/** A release without any adapter keeps all here, so that its deployments are listed as not applicable. */
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
