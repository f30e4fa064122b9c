/** What was sent to the services of a start so that they use their hops, and how that fared: messages and calls. */

export type AdapterName = 'http-adapter' | 'mqtt-adapter' | 'ws-adapter' | 'coap-adapter';

/** What follows the first message or call, over other connections. */
export type LaterAttempt = 'second' | 'third';

/** `by-name`: with the right secret, and names in place of ids. */
export type MessageAttempt = 'right-secret' | 'wrong-secret' | 'by-name' | LaterAttempt;

export interface MessageObservation extends MessageFate {
  adapter: AdapterName;
  attempt: MessageAttempt;
  phase: 'as-started' | 'after-restart';
}

export interface MessageFate {
  outcome: 'accepted' | 'refused' | 'hung' | 'unreachable';
  /** Protocol's own code: `HTTP 202`, `CoAP 4.01`, `closed`, `CONNACK 0, closed`, … */
  detail: string;
  ms: number;
}

/** Calls of the services' HTTP APIs. */
export interface CallsObservation {
  /** What is called once. */
  byName: Partial<Record<CallName, CallObservation>>;
  /** By service: calls that read and write its database; of several reads the one that went worst. */
  database: Record<string, { read: CallObservation; write: CallObservation }>;
  /** `list-clients`, over further connections of the service to its peers. */
  again: Partial<Record<LaterAttempt, CallObservation>>;
  /** `create-client` with a token that has to be refused. */
  wrongToken: Partial<Record<WrongToken, CallObservation>>;
  /** How many clients these created, and the status of the call that lists them. */
  createdByWrongToken?: { status: number; clients: number };
}

export type CallName =
  | 'login'
  | 'create-domain'
  | 'create-client'
  | 'create-channel'
  | 'connect'
  | 'read-client'
  | 'list-clients'
  | 'authorize-message'
  | 'delete-client'
  | 'delete-channel'
  | 'delete-tokens'
  | 'create-user'
  | 'delete-user';

export type WrongToken = 'another-token' | 'no-token' | 'empty-token' | 'the-e-mail-as-token';

export interface CallObservation {
  /** HTTP status, or 0 when there was no answer. */
  status: number;
  detail: string;
}
