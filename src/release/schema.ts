/** What a release file (`releases/*.yaml`) says. A new release needs a file of this shape and no code. */
import { z } from 'zod';

const setting = z.string().regex(/^[a-z-]+(\.[a-z-]+){1,2}$/, 'a setting such as users.http.cert');
const variable = z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'the name of an environment variable');
const port = z.int().min(1).max(65535);

const listener = z.strictObject({
  protocol: z.enum(['http', 'grpc', 'mqtt', 'ws', 'coap']),
  /** Port inside a container. */
  port,
  variables: z.strictObject({ host: variable.optional(), port: variable }),
  /** Path of the health answer, for http and ws. */
  health: z.string().startsWith('/').optional(),
  /** False for a listener that exists but belongs to no claim of the page. */
  probed: z.boolean().default(true),
});

const peer = z.strictObject({
  url: variable,
  /** The service calls this peer before it becomes ready. */
  atStart: z.boolean().default(false),
  /** Called only for topics with names instead of ids. */
  forNamesOnly: z.boolean().default(false),
});

export const backplaneNeeds = ['nats', 'redis', 'mqtt-broker', 'spicedb', 'amqp'] as const;

const service = z.strictObject({
  /** Name of the program file in the folder of `--binaries`. */
  binary: z.string(),
  /** Image, with `{registry}` where `--registry` goes. */
  image: z.string(),
  command: z.array(z.string()).default([]),
  listeners: z.record(z.string(), listener),
  database: z
    .strictObject({ host: variable, port: variable, user: variable, password: variable, name: variable })
    .optional(),
  peers: z
    .partialRecord(z.enum(['auth', 'clients', 'channels', 'domains', 'groups', 'users']), peer)
    .default({}),
  needs: z.array(z.enum(backplaneNeeds)).default([]),
  /** Values may hold `{nats}`, `{redis}`, `{broker.host}`, `{broker.port}`, `{spicedb.host}`, `{file:NAME}`. */
  environment: z.record(variable, z.string()).default({}),
  /** Files that the service wants beside it: name → one of the suite's own minimal contents. */
  files: z
    .record(z.string(), z.enum(['permissions', 'email-template', 'spicedb-schema', 'ed25519-key']))
    .default({}),
  /** Peers that this service also stands for, at its gRPC listener. */
  alsoServes: z.array(z.enum(['channels', 'domains', 'groups'])).default([]),
  /** Ports that are bound besides and cannot be moved, as `tcp/81`: such starts do not overlap. */
  exclusive: z.array(z.string().regex(/^(tcp|udp)\/\d+$/)).default([]),
  /** Starts needed on an empty platform until it stays. */
  startsOnEmptyPlatform: z.int().min(1).default(1),
});

export const releaseSchema = z.strictObject({
  release: z.string(),
  prefix: z.enum(['SMQ_', 'MG_']),
  /** A version that the health answer or the log must show; absent for the reference. */
  version: z.string().optional(),
  /** Registry that published images come from by default. */
  registry: z.string().optional(),
  services: z.partialRecord(
    z.enum([
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
    ]),
    service,
  ),
  /** Only settings that the release spells otherwise than the page, or that the page does not know. */
  settings: z.record(setting, variable).default({}),
  /** Only values that the release spells otherwise: setting → page's word → release's word. */
  values: z.record(setting, z.record(z.string(), z.string())).default({}),
  /** Subjects that do not exist in this release, with the reason: not applicable. */
  absent: z.record(z.string(), z.string().min(10)).default({}),
  messages: z.strictObject({
    http: z.strictObject({ path: z.string(), authorization: z.string() }),
    mqtt: z.strictObject({ topic: z.string() }),
    ws: z.strictObject({ path: z.string(), authorization: z.string() }),
    coap: z.strictObject({ path: z.string() }),
  }),
});

export type Release = z.infer<typeof releaseSchema>;
export type ReleaseService = z.infer<typeof service>;
export type ReleaseListener = z.infer<typeof listener>;
