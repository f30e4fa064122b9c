/** Holds what a start has around its services: it is opened before them, and ends everything that it holds. */
import type { Issued } from '../../certs/identities.ts';
import type { Database } from '../../fixtures/postgres/database.ts';
import type { Identity } from '../../suites/vocabulary.ts';
import type { Address } from '../model/address.ts';
import { hopName } from '../model/hop.ts';
import type { Observation } from '../model/observation.ts';
import type { PlannedStart } from '../plan/plan.ts';
import type { Secret } from '../probe/output.ts';
import { tracesOfText, type Traces } from '../probe/output/traces.ts';
import type { Tap } from '../probe/tap/tap.ts';
import type { ReleaseService, StartedName } from '../release/schema.ts';
import type { Place } from '../runtime/runtime.ts';
import type { RunContext } from './context.ts';
import { newMessageIdentity, shownSecrets, type MessageIdentity } from './message-identity.ts';

/** Issues the certificates of a start. `host`: name of the service, where the certificate holds that name alone. */
export type Identities = (identity: Identity, host?: string) => Promise<Issued>;

/** What one service has before it starts. */
export interface StackService {
  readonly name: StartedName;
  readonly declared: ReleaseService;
  readonly place: Place;
  /**
   * Values for the placeholders of its environment: `{nats}`, `{redis}`, `{amqp}`, `{broker.host}`, `{spicedb.key}`, …
   */
  readonly words: BackplaneWords;
  readonly postgres?: OpenedDatabase;
}

export type BackplaneWords = Readonly<Record<string, string | undefined>>;

export interface OpenedDatabase {
  readonly database: Database;
  readonly tap: Tap;
  /** Database of the same name on the server that replaces the first one. */
  readonly later?: {
    readonly database: Database;
    /** Lets that server answer from now on, and ends the open sessions. */
    turn: () => Promise<void>;
  };
}

export class Stack implements AsyncDisposable {
  readonly plan: PlannedStart;
  readonly ctx: RunContext;
  readonly identity: Identities;
  readonly #began = performance.now();
  readonly #resources = new AsyncDisposableStack();
  readonly #services = new Map<StartedName, StackService>();
  /** Taps by name of the hop. */
  readonly #taps = new Map<string, Tap>();
  /** Of the listeners of started services. */
  readonly #addresses = new Map<StartedName, (listener: string) => Address>();
  readonly #secrets: Secret[] = [];
  #sender = newMessageIdentity();

  constructor(plan: PlannedStart, ctx: RunContext, identity: Identities) {
    this.plan = plan;
    this.ctx = ctx;
    this.identity = identity;
  }

  /** ms since the stack was opened. */
  readonly clock = (): number => Math.round(performance.now() - this.#began);

  /** The resource ends with the stack, in reverse order. */
  use<T extends AsyncDisposable>(resource: T): T {
    return this.#resources.use(resource);
  }

  /** The tap ends with the stack. Returns where the service `from` finds it. */
  addHop(from: StartedName, to: string, tap: Tap): Address {
    this.#taps.set(hopName({ from, to }), this.use(tap));
    return { host: this.ctx.runtime.peerHost(to), port: tap.port };
  }

  hop(from: string, to: string): Tap | undefined {
    return this.#taps.get(hopName({ from, to }));
  }

  /** Observations of every tap so far. */
  observeHops(): Observation['hops'] {
    return Object.fromEntries([...this.#taps].map(([hop, tap]) => [hop, tap.observe()]));
  }

  addService(service: StackService): void {
    this.#services.set(service.name, service);
  }

  service(name: StartedName): StackService {
    const service = this.#services.get(name);
    if (!service) throw new Error(`${name} is no service of this start`);
    return service;
  }

  /** Whether a service found a database with the schema of an earlier start. */
  get reusesDatabase(): boolean {
    return [...this.#services.values()].some(({ postgres }) => postgres?.database.reused);
  }

  /** The address of a peer that a service is configured with. */
  peerAddress(from: StartedName, to: string): Address {
    const tap = this.hop(from, to);
    if (!tap) throw new Error(`no hop from ${from} to ${to}`);
    const { runtime } = this.ctx;
    const byAddress = this.plan.start.peers?.[to]?.address === 'ip';
    return { host: byAddress ? runtime.peerAddress : runtime.peerHost(to), port: tap.port };
  }

  /** Records the addresses of a service's listeners, as soon as they are known. */
  setAddress(name: StartedName, address: (listener: string) => Address): void {
    this.#addresses.set(name, address);
  }

  address(name: StartedName, listener: string): Address {
    const address = this.#addresses.get(name);
    if (!address) throw new Error(`${name} is not started`);
    return address(listener);
  }

  /** The identity that sends messages. */
  get sender(): MessageIdentity {
    return this.#sender;
  }

  /** Sets the identity that sends messages from now on. */
  sendWith(made: Partial<MessageIdentity>): void {
    this.#sender = { ...this.#sender, ...made };
  }

  /** Secrets that a service got. */
  addSecrets(secrets: readonly Secret[]): void {
    this.#secrets.push(...secrets);
  }

  /** All secrets that must not be stored, of all services. */
  secrets(): Traces[] {
    const services = [...this.#services.values()];
    const keys = services.flatMap(({ words }) => words['spicedb.key'] ?? []);
    const passwords = services.flatMap(({ postgres }) => postgres?.database.password ?? []);
    return [
      ...[...this.#secrets, ...shownSecrets(this.#sender)].map(({ traces }) => traces),
      tracesOfText(...new Set([...keys, ...passwords])),
    ];
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#resources.disposeAsync();
  }
}
