/** Describes a deployment as it is looked at: addresses taken apart, files read, secrets at hand. */
import type { Claim, LiveProtocol } from './schema.ts';

export interface Identity {
  cert: string;
  key: string;
}

export interface LiveAddress {
  /** As in the file. */
  url: string;
  host: string;
  port: number;
  /** Of the URL, for HTTP and WebSocket; absent for none. */
  path?: string;
}

export interface LiveEndpoint {
  name: string;
  service: string;
  /** Second part of the name; the protocol where there is none. */
  listener: string;
  protocol: LiveProtocol;
  addresses: LiveAddress[];
  /** Name that callers verify; absent: the host of each address. */
  serverName?: string;
  claim: Claim;
  /** PEM; absent: no CA was given, and trust is not judged. */
  ca?: string;
  client?: Identity;
  /** PEM text of which the first certificate is presented. */
  presents?: string;
}

export interface LiveDatabase {
  service: string;
  host: string;
  port: number;
  database: string;
  user: string;
  password?: string;
  account: 'tls' | 'plaintext';
  ca?: string;
  role: string;
  claim: Exclude<Claim, 'not-reachable'>;
}

export interface LiveDevice {
  id: string;
  secret: string;
  domain: string;
  channel: string;
  /** Names of endpoints. */
  over: string[];
}

/** A connection between services, as a capture has it. */
export interface LiveHop {
  from: string;
  to: string;
  at: { address: string; port: number }[];
  /** Absent: every caller counts. */
  callers?: string[];
  claim: 'tls' | 'plaintext';
}

export interface Deployment {
  /** Path of the file, as the user gave it. */
  file: string;
  release?: string;
  expiresWithinDays: number;
  /** Paths from the folder of the command. */
  configuredBy: string[];
  endpoints: LiveEndpoint[];
  databases: LiveDatabase[];
  device?: LiveDevice;
  hops: LiveHop[];
  /** What must be in no output. */
  secrets: string[];
}
