/** What real services need behind them besides PostgreSQL and their peers, and where each stands. */
import type { Address } from './address.ts';

export type InfrastructureName = 'nats' | 'redis' | 'spicedb' | 'amqp';

/** What stands behind the services besides PostgreSQL and the peers, by name: `nats`, `redis`, `spicedb`, `amqp`. */
export type Backplane = Partial<Record<InfrastructureName, BackplaneAddress>>;

/** Where a service reaches it, and where the test process does (`local`). */
export interface BackplaneAddress extends Address {
  local: Address;
  /** Where it speaks TLS with a certificate of the run's authority; may be the same port. */
  secure?: Address & { local: Address };
}
