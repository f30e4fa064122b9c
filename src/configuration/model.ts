/**
 * Says what the files of a deployment come to: containers with their environment, files and ports, each with the place
 * in which it is written. Nothing here knows Magistrala.
 */

/** Where something is written: lines and columns from 1, the file as the user named it. */
export interface Place {
  file: string;
  line: number;
  column: number;
}

/** What a value needs that no file says, such as a variable of the shell or a Secret that is kept elsewhere. */
export interface Missing {
  /** Name of the variable or object, never a text that may be secret. */
  name: string;
  at: Place;
  /** `undefined variable`: Compose takes it as blank. `outside`: the value is somewhere else and cannot be known. */
  kind: 'undefined variable' | 'outside';
}

/** A value as the container gets it. May be a secret: it is printed by `shown` of `redact.ts` alone. */
export interface Value {
  /** Absent where it cannot be known; `missing` says why. */
  text?: string;
  /** The entry that sets it for the container. */
  at: Place;
  /** Places that its text comes from, nearest first: a line of .env, an anchor, a key of a ConfigMap. */
  from: Place[];
  missing: Missing[];
}

/** What lies behind a mounted path. */
export type Source =
  /** A file or folder of the machine that runs the containers; `path` is absolute. */
  | { kind: 'host'; path: string }
  /** Contents that the files themselves hold: name below the target (empty for a single file) → text. */
  | { kind: 'contents'; contents: ReadonlyMap<string, Value> }
  /** Somewhere else: a named volume, a Secret that is not in the files. `name` says which. */
  | { kind: 'outside'; name: string };

export interface Mount {
  /** Absolute path in the container. */
  target: string;
  source: Source;
  at: Place;
  /** Permissions that the manifest gives its files, such as 0o400. */
  mode?: number;
}

/** A port that other machines reach. */
export interface PublishedPort {
  /** Absent where the container engine chooses. */
  published?: number;
  target: number;
  protocol: 'tcp' | 'udp';
  /** Address of the machine that it is published at; absent: every address. */
  address?: string;
  at: Place;
}

/** A name under which containers reach another: of a Compose service, or of a Kubernetes Service. */
export interface Address {
  host: string;
  /** Port of a Kubernetes Service → port of the container; absent: every port is its own. */
  ports?: ReadonlyMap<number, number>;
}

/** A process with its environment: a service of Compose, a container of a pod, or the one that a plain file is for. */
export interface Container {
  name: string;
  at: Place;
  image?: Value;
  addresses: Address[];
  /** Compose: names of the networks that it joins; only containers that share one reach each other. */
  networks?: string[];
  environment: ReadonlyMap<string, Value>;
  mounts: Mount[];
  ports: PublishedPort[];
  /** Compose: `restart`; Kubernetes: `restartPolicy`, as written. */
  restart?: string;
  /** A plain file: its variables are for every program that reads them. */
  everyService: boolean;
  /** A plain file that is the environment of a single process. */
  oneProcess?: true;
  /** Objects and files that give it further variables and cannot be looked into: what is not set here may be set there. */
  unknownSources?: Missing[];
  /** Object that holds it, and the template that a rendered file names: `Deployment users (chart/templates/users.yaml)`. */
  document?: string;
}

/** A variable that a file sets for interpolation or for a process: line of an .env, key of a ConfigMap. */
export interface Variable {
  name: string;
  value: Value;
  /** Names of the containers that get it, directly or within another value. */
  reaches: string[];
}

/** What is odd about the files themselves, whatever product they are for. */
export interface Remark {
  kind:
    | 'duplicate'
    | 'undefined variable'
    | 'unresolved'
    | 'not understood'
    | 'the comment is the value'
    | 'ends with a line break'
    | 'secret in clear'
    | 'values file'
    | 'not read'
    | 'profile not active';
  at: Place;
  /** Other places that belong to it, such as the first of two duplicates. */
  related: Place[];
  /** Variable, object, tag or file that it is about. */
  name: string;
  /** One sentence; holds no value. */
  says: string;
  /** Compose or Kubernetes does not take the file or object with it: nothing of it starts. */
  refused?: true;
}

export interface Configuration {
  files: { path: string; kind: 'env' | 'compose' | 'kubernetes' | 'process' }[];
  containers: Container[];
  variables: Variable[];
  remarks: Remark[];
}
