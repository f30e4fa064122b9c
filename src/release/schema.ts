/** What a release file (`releases/*.yaml`) says. A new release needs a file of this shape and no code. */
import { z } from 'zod';

const setting = z.string().regex(/^[a-z-]+(\.[a-z-]+){1,2}$/, 'a setting such as users.http.cert');

const hop = z.string().regex(/^[a-z-]+\.[a-z-]+$/, 'a hop such as auth.redis');

/** A setting that cases use. Any other one is rejected, as it would have no effect. */
const tested = z
  .string()
  .regex(
    /^((users|clients)\.((http|grpc)\.(cert|key)|db\.(mode|cert|key|root))|clients\.standalone\.(email|token)|((http|mqtt|ws|coap)-adapter|clients)\.(clients|auth|channels|domains|groups)\.(ca|cert|key))$/,
    'no setting that a case sets; expected one such as users.http.cert, clients.db.mode, clients.standalone.token or http-adapter.channels.ca',
  );
const variable = z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'the name of an environment variable');
const port = z.int().min(1).max(65535);

/** What several variables have in common, `SMQ_USERS_DB_`: they are told by it alone where the rest is regular. */
const prefix = z.string().regex(/^[A-Z][A-Z0-9_]*_$/, 'the beginning of the names, with its last underscore');

const address = z.union([
  z.strictObject({ host: variable.optional(), port: variable }),
  prefix.transform((at) => ({ host: `${at}HOST`, port: `${at}PORT` })),
]);

/** What the variables of a database say. */
export const databaseParts = ['host', 'port', 'user', 'password', 'name'] as const;

const database = z.union([
  z.strictObject({ host: variable, port: variable, user: variable, password: variable, name: variable }),
  prefix.transform((at) => ({
    host: `${at}HOST`,
    port: `${at}PORT`,
    user: `${at}USER`,
    password: `${at}PASS`,
    name: `${at}NAME`,
  })),
]);

const listener = z.strictObject({
  protocol: z.enum(['http', 'grpc', 'mqtt', 'ws', 'coap']),
  /** Port inside a container. */
  port,
  variables: address,
  /** Path of the health answer, for http and ws. */
  health: z.string().startsWith('/').optional(),
  /** False for a listener that exists but belongs to no claim of the page. */
  probed: z.boolean().default(true),
});

const peer = z.strictObject({ url: variable });

export const backplaneNeeds = ['nats', 'redis', 'mqtt-broker', 'spicedb', 'amqp'] as const;

/** Values may hold what `environment` of a service may hold. */
const environment = z.record(variable, z.string()).default({});

const fileKinds = z.enum(['permissions', 'email-template', 'spicedb-schema', 'ed25519-key']);

const serviceNames = z.enum([
  'users',
  'clients',
  'http-adapter',
  'mqtt-adapter',
  'ws-adapter',
  'coap-adapter',
  'auth',
  'domains',
  'channels',
  'groups',
]);

const service = z.strictObject({
  /** Name of the program file in the folder of `--binaries`. */
  binary: z.string(),
  /** Image, with `{registry}` where `--registry` goes. */
  image: z.string(),
  command: z.array(z.string()).default([]),
  listeners: z.record(z.string(), listener),
  database: database.optional(),
  peers: z
    .partialRecord(z.enum(['auth', 'clients', 'channels', 'domains', 'groups', 'users']), peer)
    .default({}),
  needs: z.array(z.enum(backplaneNeeds)).default([]),
  /** Values may hold `{nats}`, `{redis}`, `{broker.host}`, `{broker.port}`, `{spicedb.host}`, `{file:NAME}`. */
  environment,
  /** Files that the service wants beside it: name → one of the suite's own minimal contents. */
  files: z.record(z.string(), fileKinds).default({}),
  /** What it needs besides in a deployment, where real services stand around it and authorize messages. */
  inDeployment: z
    .strictObject({ needs: z.array(z.enum(backplaneNeeds)).default([]), environment })
    .optional(),
  /** Peers that this service also stands for, at its gRPC listener. */
  alsoServes: z.array(z.enum(['channels', 'domains', 'groups'])).default([]),
  /**
   * Ports that are bound besides and cannot be moved, as `tcp/81`: such starts do not overlap. `udp/5682@coap`: on
   * the host of the listener `coap`, which moves nothing else.
   */
  exclusive: z.array(z.string().regex(/^(tcp|udp)\/\d+(@[a-z]+)?$/)).default([]),
  /** The service whose program serves this one too: where both are asked for, that one alone is started. */
  servedBy: serviceNames.optional(),
  /** Starts that it needs in a deployment whose backplane is empty, until it stays up. */
  startsOnEmptyBackplane: z.int().min(1).default(1),
});

/** Users, Clients and the adapters together: what is started, and by which names every hop of it is secured. */
const deployment = z.strictObject({
  /** Services in the order of their start; the ones that are started only here are Auth, Domains, Channels, Groups. */
  order: z.array(serviceNames).min(1),
  /** Listeners that no case of the page is about → prefix of the variables of their pair (CERT, KEY). */
  pairs: z.record(setting, prefix).default({}),
  /** Hops that no case of the page is about, `channels.clients` → variable of their CA file. */
  trusts: z.record(setting, variable).default({}),
  /** Services that no case of the page is about → prefix of the variables of their database (SSL_MODE and so on). */
  databases: z.record(z.string(), prefix).default({}),
  /** What a client is connected to its channel for: the WebSocket adapter asks for both. */
  connects: z.array(z.enum(['publish', 'subscribe'])).default(['publish', 'subscribe']),
  /** Variable with the CA file for hops without one (NATS, Redis). */
  trust: variable.optional(),
  /** Hops that nothing which a deployment does can open, `auth.redis`, with the reason: they count in nothing. */
  unused: z.record(hop, z.string().min(10)).default({}),
  /** What no setting secures, with the reason: the other end of a hop (`spicedb`), or an inner port (`tcp/81`). */
  unsecurable: z.record(z.string(), z.string().min(10)).default({}),
});

const releaseFile = z.strictObject({
  /** Folders and files are called by it. */
  release: z.string().regex(/^[A-Za-z0-9][\w.+-]*$/, 'the name of a release, such as v0.19.1'),
  prefix: z.enum(['SMQ_', 'MG_']),
  /** A version that the health answer or the log must show; absent for the reference. */
  version: z.string().optional(),
  /** Registry that published images come from by default. */
  registry: z.string().optional(),
  /** Given to every service: nothing of security. */
  environment,
  services: z.partialRecord(serviceNames, service),
  deployment: deployment.optional(),
  /** Only settings that the release spells otherwise than the page, or that the page does not know. */
  settings: z.record(tested, variable).default({}),
  /** Only values that the release spells otherwise: setting → page's word → release's word. */
  values: z.record(tested, z.record(z.string(), z.string())).default({}),
  /** Variables by which somebody may hope to set something and that no program reads or uses, with the reason. */
  neverRead: z.record(variable, z.string().min(10)).default({}),
  /** Subjects that do not exist in this release, with the reason: not applicable. */
  absent: z.record(z.string(), z.string().min(10)).default({}),
  messages: z.strictObject({
    http: z.strictObject({ path: z.string(), authorization: z.string() }),
    mqtt: z.strictObject({ topic: z.string() }),
    ws: z.strictObject({ path: z.string(), authorization: z.string() }),
    coap: z.strictObject({ path: z.string() }),
  }),
});

/** A variable with another beginning would be read by nothing in this release: a slip of the pen, most likely. */
export const releaseSchema = releaseFile.superRefine((release, context) => {
  const check = (name: string, ...path: string[]): void => {
    if (name.startsWith(release.prefix)) return;
    const message = `expected a name with ${release.prefix}, found ${name}`;
    context.addIssue({ code: 'custom', path, message });
  };
  for (const [at, name] of Object.entries(release.settings)) check(name, 'settings', at);
  for (const name of Object.keys(release.neverRead)) check(name, 'neverRead');
  for (const [at, one] of Object.entries(release.services)) {
    for (const name of Object.keys(one?.environment ?? {})) check(name, 'services', at, 'environment');
  }
  for (const part of ['pairs', 'trusts', 'databases'] as const) {
    for (const [at, name] of Object.entries(release.deployment?.[part] ?? {}))
      check(name, 'deployment', part, at);
  }
});

export type Release = z.infer<typeof releaseSchema>;
export type ReleaseService = z.infer<typeof service>;
export type StartedName = z.infer<typeof serviceNames>;
export type ReleaseListener = z.infer<typeof listener>;

/** For editors; `npm run schemas` publishes it beside the release files. */
export const releaseJsonSchema = (): string =>
  `${JSON.stringify(z.toJSONSchema(releaseSchema, { io: 'input' }), null, 2)}\n`;
