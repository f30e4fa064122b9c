/** What a file of `releases/programs` says. A new release needs a file of this shape and no code. */
import { z } from 'zod';
import type { ReleaseTraits } from './programs.ts';

const variable = z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'the name of an environment variable');
/** What several variables have in common, `SMQ_USERS_DB_`: a struct of the product says what may follow. */
const prefix = z.string().regex(/^[A-Z][A-Z0-9_]*_$/, 'the beginning of the names, with its last underscore');
const line = z
  .string()
  .regex(/^[\w./-]+:\d+$/, 'a file of the tag and its line, such as cmd/users/main.go:67');
const why = z.string().min(10);
const meaning = z.string().min(3);
const service = z.string().regex(/^[a-z][a-z-]*$/, 'the name of a service, such as http-adapter');

/** What a listener, a hop or a database takes by its variables. Any other word says what for in plain English. */
export const roles = {
  server: ['host', 'port', 'cert', 'key', 'serverCa', 'clientCa'],
  proxy: ['cert', 'key', 'serverCa', 'clientCa'],
  client: ['url', 'timeout', 'cert', 'key', 'ca'],
  database: ['host', 'port', 'user', 'password', 'name', 'mode', 'cert', 'key', 'root'],
} as const;

/** What follows a prefix → a role, or what for. */
const struct = z.record(variable, z.string().min(2).nullable());

const heeded = z.enum(['host', 'pair', 'clientCa']);

const listener = z.strictObject({
  protocol: z.enum(['http', 'grpc', 'mqtt', 'ws', 'coap']).nullish(),
  /** Port where no variable says another; 0: the system chooses one. */
  port: z.int().min(0).max(65535).nullish(),
  /** Where the struct `server` is read from. */
  at: prefix.nullish(),
  /** Where the struct `proxy` is read from, whose pair it has then. */
  pairAt: prefix.nullish(),
  /** In place of those of the structs. */
  host: variable.nullish(),
  portVariable: variable.nullish(),
  cert: variable.nullish(),
  key: variable.nullish(),
  /** What comes to anything of what it reads. By default: of gRPC all, of HTTP its address and the pair. */
  heeds: z.array(heeded).nullish(),
  /** By default true with `pairAt`: the proxy wants both halves for TLS. */
  halfPairIsPlaintext: z.boolean().nullish(),
  /** False where the pair is opened as files only. By default so with `pairAt`, else as the trait says. */
  pem: z.boolean().nullish(),
});

const peer = z.union([
  prefix.transform((at) => ({ at, atStart: false })),
  z.strictObject({ at: prefix, atStart: z.boolean() }),
]);

const program = z.strictObject({
  source: line.optional(),
  /** Without registry and tag; absent: the release's folder of images and the name of the program. */
  images: z.array(z.string()).optional(),
  listeners: z.record(z.string(), listener.nullable()).optional(),
  /** Ports that it binds besides and that no setting moves or secures: `tcp/81`. */
  inner: z.array(z.string().regex(/^(tcp|udp)\/\d+$/)).nullish(),
  peers: z.record(service, peer.nullable()).optional(),
  database: prefix.nullish(),
  /** Names of `sets`. */
  sets: z.array(z.string()).optional(),
  /** Name of a struct → where it is read from. */
  structs: z.record(z.string(), prefix.nullable()).optional(),
  others: z.record(variable, meaning.nullable()).optional(),
  unused: z.record(variable, why.nullable()).optional(),
});

const source = z
  .string()
  .regex(
    /^(read in the source: [\w./-]+:\d+|[a-z.-]+\/\S+)$/,
    'the id of a case that shows it, or `read in the source: pkg/server/server.go:30`',
  )
  .optional();
const flag = z.strictObject({ value: z.boolean().optional(), source }).optional();
const exitCode = z.strictObject({ value: z.int().min(0).max(255).optional(), source }).optional();

const traits = z.strictObject({
  hostDefaultsToLoopback: flag,
  pem: flag,
  exitOfBadPair: exitCode,
  exitOfBadCa: exitCode,
  pairDemandsClientCertificate: flag,
  clientPairNeedsCa: flag,
  emptyCaMeansSystemRoots: flag,
  serverCaDemandsClientCertificate: flag,
  emptyClientCaAsksForNone: flag,
  databaseModes: z.strictObject({ value: z.array(z.string()).optional(), source }).optional(),
  emptyDatabaseModeIsPlaintext: flag,
  databaseNeedsPair: flag,
  databaseRootAlwaysOpened: flag,
  exitOfBadDatabase: exitCode,
} satisfies Record<keyof ReleaseTraits, z.ZodType>);

export const traitNames = Object.keys(traits.shape) as (keyof ReleaseTraits)[];

const unread = z.strictObject({
  why: why.optional(),
  /** `SMQ_UI_{PORT,LOG_LEVEL}`: braces hold alternatives, one of which may be empty. */
  variables: z
    .array(
      z
        .string()
        .regex(/^[A-Z][A-Z0-9_]*(\{[A-Z0-9_,]*\}[A-Z0-9_]*)*$/, 'names, alternatives in braces: SMQ_A_{B,C}'),
    )
    .optional(),
});

/**
 * A file may leave out what the file that it extends says; null takes out what that one has. Names that begin with the
 * prefix of that one get its own prefix.
 */
export const programsSchema = z.strictObject({
  release: z.string(),
  extends: z.string().optional(),
  prefix: z.enum(['SMQ_', 'MG_']),
  /** Repository and tag in which all of it was read. */
  source: z.string().regex(/^[\w.-]+\/[\w.-]+@\S+$/, 'a repository and its tag: absmach/magistrala@v0.19.1'),
  /** Folder of the images, without registry: `supermq`. */
  images: z.string().optional(),
  /** Structs of the product: name → what follows a prefix → a role of `roles`, or what for. */
  structs: z.record(z.string(), struct.nullable()).optional(),
  /** Variables that several programs read under the same names; those of the set `every` are for all of them. */
  sets: z.record(z.string(), z.record(variable, meaning.nullable()).nullable()).optional(),
  traits: traits.optional(),
  programs: z.record(service, program.nullable()).optional(),
  /** By what they have in common. */
  neverRead: z.record(z.string(), unread.nullable()).optional(),
  gone: z.record(service, why.nullable()).optional(),
});

export type ProgramsFile = z.infer<typeof programsSchema>;
export type ProgramPart = NonNullable<NonNullable<ProgramsFile['programs']>[string]>;
export type ListenerPart = NonNullable<NonNullable<ProgramPart['listeners']>[string]>;
export type Structs = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** For editors; `npm run schemas` publishes it beside the files. */
export const programsJsonSchema = (): string =>
  `${JSON.stringify(z.toJSONSchema(programsSchema, { io: 'input' }), null, 2)}\n`;
