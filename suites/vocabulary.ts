/**
 * The words in which the suites are written: rules, cases, and the start that a case stands on. Pure data and
 * small pure functions; nothing here knows how a service is started or observed.
 */
import type { Observation } from '../src/model/observation.ts';

export type Basis = 'explicit' | 'derived' | 'practice';
export type Level = 'must' | 'should' | 'info';
export type Section = 'server' | 'standalone' | 'client' | 'postgres' | 'grpc' | 'deployment' | 'mutual';
export type Naming = 'documented' | 'release';
export type Risk = 'weaker' | 'safer' | 'availability';
/** `page`: what the page names. `platform`: what its general sentences say of every other service of a release. */
export type Scope = 'page' | 'platform';

/** A service as release files call it: `users`, `http-adapter`, `timescale-reader`. */
export type ServiceName = string;
/** What a service calls; most often another service. */
export type PeerName = string;

/** Identities that a run's PKI issues anew for every start. */
export type Identity =
  /** Right name, issued by the run's CA itself. */
  | 'right'
  | 'right-rsa'
  /** Right name and issuer, with other kinds of keys. */
  | 'right-p384'
  | 'right-rsa-4096'
  | 'right-ed25519'
  /** Right name, issued by the intermediate: the certificate file holds leaf and intermediate. */
  | 'right-chain'
  | 'wrong-name'
  /** The right name stands in the subject alone: there is no SAN. */
  | 'name-in-subject'
  /** The SAN holds the names and no IP address. */
  | 'no-address'
  | 'other-ca'
  /** Issued by a CA that is in no CA file, and among the system's roots where a start has its own. */
  | 'third-ca'
  /** Issued by a CA that has the right one's name and pretends to its key. */
  | 'same-name-ca'
  | 'expired'
  | 'not-yet-valid'
  | 'self-signed'
  /** Right name, but its extended key usage is that of clients alone. */
  | 'for-clients'
  /** A client's identity, issued by the run's CA, or by the other one. */
  | 'client'
  | 'client-other-ca';

/** A file that a setting points at. `literal` values are plain strings instead. */
export type FileValue = {
  /** Hand the file's text over in place of its path. */
  inline?: true;
} & (
  | { file: 'certificate'; of: Identity; form?: 'pem' | 'with-key' | TextForm | 'unreadable' }
  | {
      file: 'key';
      of: Identity;
      /** `parameters`: SEC1 behind a block with the curve. `with-certificate`: the text of `with-key`. */
      form?:
        | ('pkcs8' | 'pkcs1' | 'sec1' | 'parameters' | 'encrypted' | 'with-certificate')
        | (TextForm | 'unreadable');
    }
  | { file: 'ca'; of: readonly Authority[]; form?: 'pem' | 'comments' | 'der' | 'unreadable' }
  | { file: 'damaged'; as: 'missing' | 'empty' | 'garbage' | 'directory'; name: 'certificate' | 'key' | 'ca' }
);
/** `blanks`: blank lines around the blocks and blanks at the ends of lines. `bom`: UTF-8 byte order mark first. */
export type TextForm = 'crlf' | 'preamble' | 'blanks' | 'bom';
export type Authority = 'right' | 'intermediate' | 'other' | 'third' | 'expired';
export type Value = string | FileValue;

/** `<service>.<listener or hop or db>.<knob>`, as listed in `releases/*.yaml` and named by the page. */
export type Setting = string;

export interface Peer {
  /** `absent`: nothing listens at the address. `closing`: accepts and closes at once. */
  state: 'answers' | 'absent' | 'closing';
  /** `adaptive` follows what the client opens with, so that a hop beside the subject never decides a case. */
  transport: 'plaintext' | 'tls' | 'adaptive';
  identity?: Identity;
  /** Who answers from the second message or call on, at new connections; the first ones are closed. */
  later?: Identity;
  clientCertificate?: 'ignored' | 'asked' | 'demanded';
  /** Address that the service is given: a name (default) or an IP literal. */
  address?: 'name' | 'ip';
  /** Calls that a connection answers before it is closed; without it, any number. */
  callsAConnection?: number;
}

/** A PostgreSQL by its certificate, or `off`: TLS not offered. `ip-san`: also names the IP address. */
export type PostgresServer =
  | 'off'
  | 'right'
  | 'ip-san'
  | Extract<
      Identity,
      'wrong-name' | 'other-ca' | 'third-ca' | 'same-name-ca' | 'expired' | 'not-yet-valid' | 'for-clients'
    >;

/** Which PostgreSQL a start stands on. */
export interface Posture {
  server: PostgresServer;
  /** Which server answers once the service is ready; the sessions that stand are ended. */
  later?: PostgresServer;
  /** What pg_hba demands: anything goes, TLS only, or TLS with a certificate of the run's CA. */
  demands: 'any' | 'tls' | 'client-certificate';
  /** Address the service is given: a name or an IP literal. */
  address?: 'name' | 'ip';
  /** Password variant of the role. */
  password?: 'plain' | 'with-blank';
}

/** What is done and probed, beyond start-up, output, hops and sessions, which are always observed. */
export type Probe =
  | 'listeners'
  | 'verified'
  | 'versions'
  /** By clients without a certificate, with one of the run's authority, and with one of another. */
  | 'client-certificates'
  /** Plaintext HTTP/2 with prior knowledge, at HTTP listeners. */
  | 'http2'
  /** Weak cipher suites, offered by kind. */
  | 'ciphers'
  /** What the service listens on, and what of it answers in plaintext. */
  | 'sockets'
  | 'plaintext-watch'
  | 'message'
  | 'wrong-secret'
  /** The message's topic carries names instead of ids, so that the hop to Domains is used. */
  | 'names-in-topic'
  /** One message more, with names in place of ids: hops that only names use are opened. */
  | 'by-name'
  /** The message is a user's, with a token in place of a device's secret, so that the hop to Auth is used. */
  | 'as-user'
  /** The message or the call twice more, with other names where it carries names. */
  | 'again'
  /** Two more seconds after the message: a late retry would be seen. */
  | 'wait-for-retry'
  /** One more second after it became ready: a service that dies soon is seen. */
  | 'stays-up'
  /** How each service ends on the first signal, also one that takes its time. */
  | 'stop'
  /** The server's certificate is replaced and the service started again. */
  | 'restart'
  /** The call of the service's own API by which, as the release file says, it uses its hop to this peer. */
  | `to:${string}`
  | `call:${string}`;

export interface Start {
  /** Services in the order in which they are started; the last one of a level-1 start is the subject. */
  services: readonly ServiceName[];
  settings: Readonly<Record<Setting, Value>>;
  peers?: Readonly<Partial<Record<PeerName, Peer>>>;
  postgres?: Posture;
  /** Run as another user than the owner of unreadable files. */
  otherUser?: true;
  /** What must be observed; starts that are otherwise equal are made once, with the probes of all. */
  probes: readonly Probe[];
  /** Settings that are not set, but that an error line may name. */
  mentions?: readonly Setting[];
  /** Extra environment that belongs to no setting (names as they stand); a file is given by its path. */
  environment?: Readonly<Record<string, Value>>;
}

/** `undefined`: the fact was not observed. */
export type Seen = boolean | undefined;

/** A fact that an observation shows or not. Pure. */
export interface Check {
  /** A permanent word for it, in kebab case and without its subject: verdicts and deviations name it. */
  fact: string;
  /** The service, listener or hop that it is about, when it is about one. */
  of?: string;
  /** What is expected, in words a reader of a report understands. */
  says: string;
  holds: (observation: Observation) => Seen;
  /** What the observation shows about this, in a few words. */
  found: (observation: Observation) => string;
  /** Set where `holds` asks for more than an effect: true when any reading shows that the setting does something. */
  ever?: (observation: Observation) => Seen;
  /** May never be seen, and means weaker protection wherever it is seen, also in a rule about availability. */
  exposes?: true;
  /** Seen on the wire: in any start with the same settings it shows that these do something. */
  onWire?: true;
}

export interface Rule {
  id: string;
  section: Section;
  /** `page` where it has cases about what the page names; it may have others besides. */
  scope: Scope;
  basis: Basis;
  level: Level;
  title: string;
  /** Why it matters, and what is lost when it is broken. */
  why: string;
  /** How it is observed. */
  how: string;
  /** Sentences of the page: heading and SHA-256 of the normalised heading and sentence; or the outside source. */
  source: readonly { heading: string; sha256: string }[] | { practice: string };
  /** Risk for an operator when the rule is broken. */
  risk: Risk;
}

/** A case that another one rests on, and the fact that it has to show. */
export interface EvidenceCase {
  case: string;
  shows: Check;
}

export interface Case {
  /** `<rule>/<subject>/<condition>`, with `@release` where the release's own names are used. */
  id: string;
  rule: string;
  scope: Scope;
  section: Section;
  level: Level;
  basis: Basis;
  subject: string;
  condition: string;
  naming: Naming;
  start: Start;
  /** Declared expectation of start-up, so that a worker can repeat the premise when it observes otherwise. */
  expects: 'ready' | 'accepted' | 'stopped' | 'anything';
  /** The service's plain start: nothing of security set. When it fails, nothing can be said. */
  plain: string;
  /** Set for an assertion over the observations of other cases: all executed ones of these are looked at. */
  over?: readonly string[];
  /** Only where the release spells the settings otherwise than the page. */
  only?: 'release';
  /** Exists only where the release has this setting; elsewhere the case is not even listed as not applicable. */
  needs?: Setting;
  /** Settings that are not set: not applicable where one of them has its variable in common with one that is. */
  apart?: readonly Setting[];
  /** Facts that may never be seen; each `says` what must not happen, `holds` is true when it was seen. */
  never: readonly Check[];
  /** Facts that have to be seen. */
  must: readonly Check[];
  /** Where one of these is not seen, a pass becomes `non-strict`. */
  should: readonly Check[];
  /** Without it the case could not have passed: where it does not show its fact, the case is moot. */
  premise?: EvidenceCase;
  /** Shows that the setting under test does something: without it, a service that is merely down would pass. */
  control?: EvidenceCase;
  /** Where the effect of the setting under test is seen, when that is not the control. */
  effect?: EvidenceCase & {
    /** Other cases with the same settings: an effect that one of them shows is an effect. Set by the catalogue. */
    also?: readonly string[];
  };
  risk: Risk;
}

/** A cell of the tables that makes no sense for a target, with the reason. */
export interface NotApplicable {
  id: string;
  rule: string;
  scope: Scope;
  subject: string;
  condition: string;
  reason: string;
}

/** A listener, a hop or a database of a release that no case is about, with the reason. */
export interface NotCovered {
  subject: string;
  reason: string;
}
