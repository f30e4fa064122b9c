/** What a release file (`releases/*.yaml`) says. A new release needs a file of this shape and no code. */
import { z } from 'zod';
import type { Platform } from '../../suites/words/platform.ts';
import { misfitsOf } from './misfits.ts';

const setting = z.string().regex(/^[a-z-]+(\.[a-zA-Z-]+){1,2}$/, 'a setting such as users.http.cert');

const hop = z.string().regex(/^[a-z-]+\.[a-z-]+$/, 'a hop such as auth.redis');

/** Services and what they call: a release may have any. */
const name = z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'the name of a service, such as http-adapter');

const variable = z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'the name of an environment variable');
const port = z.int().min(1).max(65535);

/** What several variables have in common, `SMQ_USERS_DB_`: they are told by it alone where the rest is regular. */
const prefix = z.string().regex(/^[A-Z][A-Z0-9_]*_$/, 'the beginning of the names, with its last underscore');

const address = z.union([
  z.strictObject({ host: variable.optional(), port: variable }),
  prefix.transform((at) => ({ host: `${at}HOST`, port: `${at}PORT` })),
]);

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

const peer = z.strictObject({
  url: variable,
  /** Of HTTP, a script answers what `answers` says, path by path; of gRPC, as the real service would. */
  protocol: z.enum(['grpc', 'http']).default('grpc'),
  /** Body as JSON by path, with status 200; any other path is not found. */
  answers: z.record(z.string().startsWith('/'), z.json()).optional(),
  /** The service calls it when it starts. By default as its program says. */
  atStart: z.boolean().optional(),
});

/** A call of the service's own HTTP API. */
const call = z.strictObject({
  method: z.enum(['GET', 'POST', 'PATCH', 'DELETE']).default('GET'),
  /**
   * May hold `{domain}`, `{channel}` and `{client}`: ids that the scripted peers know; `{domainRoute}` and
   * `{channelRoute}`: their names; `{secret}`: of the client; `{made}`: `id` of the answer to the call before;
   * `{new}`: a UUID that no other call has. So may `body`.
   */
  path: z.string().startsWith('/'),
  /** Whose token it carries: one that the scripted Auth takes, that of an administrator, or a device's secret. */
  as: z.enum(['user', 'administrator', 'device', 'nobody']).default('user'),
  body: z.json().optional(),
});

const backplaneNeeds = ['nats', 'redis', 'mqtt-broker', 'spicedb', 'amqp'] as const;

/** Values may hold what `environment` of a service may hold. */
const environment = z.record(variable, z.string()).default({});

const fileKinds = z.enum(['permissions', 'email-template', 'spicedb-schema', 'ed25519-key']);
/** One of the suite's own minimal contents, or the text itself. */
const file = z.union([fileKinds, z.strictObject({ content: z.string() })]);

const service = z.strictObject({
  /** Name of the program file in the folder of `--binaries`. */
  binary: z.string(),
  /** Image, with `{registry}` where `--registry` goes; `{version}` is that of the release. */
  image: z.string(),
  command: z.array(z.string()).default([]),
  listeners: z.record(z.string(), listener),
  database: database.optional(),
  peers: z.record(name, peer).default({}),
  /** Peer → the call of its API for which it calls that one, or several one after another. */
  provokes: z.record(name, z.union([call.transform((one) => [one]), z.array(call).min(1)])).default({}),
  /** Calls of its API that read and write its database: sessions beside those of its start are seen. */
  databaseCalls: z
    .strictObject({
      read: call,
      write: call,
      /** It connects for such a call alone, and not at its start. */
      connect: z.boolean().default(false),
    })
    .optional(),
  /** Version that its health answer shows, where it is not that of the release; `none`: it shows none. */
  version: z.string().optional(),
  /** Why it cannot be started by itself: no case is about it. */
  notAlone: z.string().min(10).optional(),
  needs: z.array(z.enum(backplaneNeeds)).default([]),
  /** Values may hold `{nats}`, `{redis}`, `{broker.host}`, `{broker.port}`, `{spicedb.host}`, `{file:NAME}`. */
  environment,
  /** Files that the service wants beside it, by name. */
  files: z.record(z.string(), file).default({}),
  /** What it needs besides in a deployment, where real services stand around it and authorize messages. */
  inDeployment: z
    .strictObject({ needs: z.array(z.enum(backplaneNeeds)).default([]), environment })
    .optional(),
  /** Peers that this service also stands for, at its gRPC listener. */
  alsoServes: z.array(name).default([]),
  /**
   * Ports that are bound besides and cannot be moved, as `tcp/81`: such starts do not overlap. `udp/5682@coap`: on
   * the host of the listener `coap`, which moves nothing else.
   */
  exclusive: z.array(z.string().regex(/^(tcp|udp)\/\d+(@[a-z]+)?$/)).default([]),
  /** The service whose program serves this one too: where both are asked for, that one alone is started. */
  servedBy: name.optional(),
  /** Starts that it needs in a deployment whose backplane is empty, until it stays up. */
  startsOnEmptyBackplane: z.int().min(1).default(1),
});

/** Users, Clients and the adapters together: what is started, and by which names every hop of it is secured. */
const deployment = z.strictObject({
  /** Services in the order of their start; the ones that are started only here are Auth, Domains, Channels, Groups. */
  order: z.array(name).min(1),
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
  /**
   * A file that it builds on, by the name of its release, or `./base.yaml` beside a file of a user's own: mappings are
   * taken over key by key, null takes out, and names get the own prefix.
   */
  extends: z.string().min(1).optional(),
  /** A version that the health answer or the log must show, `{release}` for its name; absent for the reference. */
  version: z.string().optional(),
  /** Registry that published images come from by default. */
  registry: z.string().optional(),
  /** Given to every service: nothing of security. */
  environment,
  services: z.record(name, service),
  deployment: deployment.optional(),
  /** Only settings that the release spells otherwise than the page, or that the page does not know. */
  settings: z.record(setting, variable).default({}),
  /** Only values that the release spells otherwise: setting → page's word → release's word. */
  values: z.record(setting, z.record(z.string(), z.string())).default({}),
  /** Variables by which somebody may hope to set something and that no program reads or uses, with the reason. */
  neverRead: z.record(variable, z.string().min(10)).default({}),
  /** Subjects that do not exist in this release, with the reason: not applicable. */
  absent: z.record(z.string(), z.string().min(10)).default({}),
  /** What the HTTP API of Clients calls them, in paths. */
  collection: z.enum(['clients', 'things']).default('clients'),
  messages: z.strictObject({
    http: z.strictObject({ path: z.string(), authorization: z.string() }),
    mqtt: z.strictObject({ topic: z.string() }),
    ws: z.strictObject({ path: z.string(), authorization: z.string() }),
    coap: z.strictObject({ path: z.string() }),
  }),
});

/** A variable with another beginning would be read by nothing in this release: a slip of the pen, most likely. */
export const releaseSchema = releaseFile.superRefine((release, context) => {
  const report = (message: string, ...path: string[]): void => {
    context.addIssue({ code: 'custom', path, message });
  };
  const check = (name: string, ...path: string[]): void => {
    if (!name.startsWith(release.prefix))
      report(`expected a name with ${release.prefix}, found ${name}`, ...path);
  };
  for (const [at, name] of Object.entries(release.settings)) check(name, 'settings', at);
  for (const name of Object.keys(release.neverRead)) check(name, 'neverRead');
  for (const [at, one] of Object.entries(release.services)) {
    // Programs that a release shares with other products read names of those.
    for (const name of Object.keys(one.environment).filter((each) => /^(SMQ|MG)_/.test(each)))
      check(name, 'services', at, 'environment');
  }
  for (const part of ['pairs', 'trusts', 'databases'] as const) {
    for (const [at, name] of Object.entries(release.deployment?.[part] ?? {}))
      check(name, 'deployment', part, at);
  }
  misfitsOf(release, report);
});

/** As its file says, over what it extends. */
export type ReleaseFile = z.infer<typeof releaseSchema>;
/** `platform`: what it has beyond the page. */
export type Release = ReleaseFile & { platform?: Platform };
export type ReleaseService = z.infer<typeof service>;
export type ReleaseCall = z.infer<typeof call>;
export type StartedName = string;
export type ReleaseListener = z.infer<typeof listener>;

/** For editors; `npm run schemas` publishes it beside the release files. */
export const releaseJsonSchema = (): string =>
  `${JSON.stringify(z.toJSONSchema(releaseSchema, { io: 'input' }), null, 2)}\n`;
