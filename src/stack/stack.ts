/** Describes what stands around the services of one start; it is filled in while they start. */
import type { Issued } from '../../certs/identities.ts';
import type { Database } from '../../fixtures/postgres/database.ts';
import type { Identity } from '../../suites/vocabulary.ts';
import type { Address } from '../model/address.ts';
import type { Secret } from '../probe/output.ts';
import type { Tap } from '../probe/tap/tap.ts';
import type { StartedName } from '../release/schema.ts';
import type { Place } from '../runtime/runtime.ts';
import type { MessageIdentity } from './message-identity.ts';

/** Of one service: what stands in for `{nats}`, `{redis}`, `{amqp}`, `{spicedb.host}`, `{spicedb.port}`, `{spicedb.key}`. */
export type BackplaneWords = Readonly<Record<string, string | undefined>>;

export interface Stack extends AsyncDisposable {
  clock: () => number;
  /** `host`: by which name it is reached, where that is all that the certificate holds. */
  identity: (identity: Identity, host?: string) => Promise<Issued>;
  /** By service name. */
  places: Map<StartedName, Place>;
  databases: Map<StartedName, OpenedDatabase>;
  /** By `<from>→<to>`. */
  hops: Map<string, Tap>;
  /** Where a service finds its peer. */
  peerAddress: (from: StartedName, to: string) => Address;
  broker?: Address;
  /** By `<service>.<listener>`: the host of a listener whose host moves an inner port alone. */
  hosts: Map<string, string>;
  /** What stands in for the words of a service's environment, see `BackplaneWords`. */
  words: Map<StartedName, BackplaneWords>;
  /** Addresses of the listeners of started services, filled in while they start. */
  addresses: Map<StartedName, (listener: string) => Address>;
  sender: MessageIdentity;
  /** Secrets that the services of the start were given, filled in while they start. */
  configured: Secret[];
}

export interface OpenedDatabase {
  database: Database;
  tap: Tap;
  /** Of the same name, on a server that takes the other one's place. */
  later?: {
    database: Database;
    /** From now on that server answers; the sessions that stand are ended. */
    turn: () => Promise<void>;
  };
}
