/** Defines the deployment file: the endpoints of a running deployment, and what is claimed of each. */
import { z } from 'zod';

/** What an endpoint may be claimed to do. */
export const claims = ['tls', 'tls-with-client-certificate', 'plaintext', 'not-reachable'] as const;
export type Claim = (typeof claims)[number];

/** Protocol, and whether it is spoken within TLS, by the scheme of an address. */
export const schemes = {
  http: { protocol: 'http', tls: false, port: 80 },
  https: { protocol: 'http', tls: true, port: 443 },
  grpc: { protocol: 'grpc', tls: false, port: undefined },
  grpcs: { protocol: 'grpc', tls: true, port: undefined },
  mqtt: { protocol: 'mqtt', tls: false, port: 1883 },
  mqtts: { protocol: 'mqtt', tls: true, port: 8883 },
  ws: { protocol: 'ws', tls: false, port: 80 },
  wss: { protocol: 'ws', tls: true, port: 443 },
  'mqtt+ws': { protocol: 'mqtt-ws', tls: false, port: 80 },
  'mqtt+wss': { protocol: 'mqtt-ws', tls: true, port: 443 },
  coap: { protocol: 'coap', tls: false, port: 5683 },
} as const;
export type Scheme = keyof typeof schemes;
export type LiveProtocol = (typeof schemes)[Scheme]['protocol'];

const file = z.string().min(1, 'the path of a file').max(4096, 'the path of a file');
const words = z.string().min(1, 'a text that is not empty').max(512, 'a text of at most 512 characters');
/** Plain, `env:NAME`, or `file:PATH`. */
const secret = z
  .string()
  .min(1, 'a secret, env:NAME or file:PATH')
  .max(8192, 'a secret, env:NAME or file:PATH');
const authority = file.describe(
  'PEM file of the CA, from the folder of this file; `system`: the roots of this machine',
);
const identity = z
  .strictObject({ certificate: file, key: file })
  .describe('certificate and key of a client, PEM, that the endpoint is to take');

const address = z
  .string()
  .max(2048, 'scheme://host:port')
  .refine(
    (text) => /^[a-z][a-z+]*:\/\/[^/]+/.test(text),
    'scheme://host:port, such as https://users.example.com:9002',
  );

const endpoint = z.strictObject({
  at: z
    .union([address, z.array(address).min(1, 'an address').max(3, 'at most 3 addresses')])
    .describe(
      'scheme://host:port, or up to 3 of them; http, https, grpc, grpcs, mqtt, mqtts, ws, wss, mqtt+ws, mqtt+wss, coap',
    ),
  name: words.optional().describe('name that callers verify; the host of the address where it is not given'),
  claim: z
    .enum(claims, `one of ${claims.join(', ')}`)
    .optional()
    .describe('what is claimed of it; without it, what the scheme says'),
  ca: authority.optional(),
  client: identity.optional(),
  presents: file.optional().describe('PEM file whose first certificate the endpoint is to present'),
});

const database = z.strictObject({
  at: z
    .string()
    .refine(
      (text) => /^postgres(ql)?:\/\/[^/@]+\/[^/]+$/.test(text),
      'postgres://host:port/database, without an account',
    )
    .describe('postgres://host:port/database; the account stands in user and password'),
  user: words.describe('account that looks: a role with pg_monitor, or any role for its own sessions'),
  password: secret.optional(),
  account: z
    .enum(['tls', 'plaintext'], 'tls or plaintext')
    .default('tls')
    .describe('how this account itself connects; tls is verified where a CA is given'),
  ca: authority.optional(),
  role: words
    .optional()
    .describe('role with which the service logs in; the account itself where it is not given'),
  claim: z
    .enum(
      ['tls', 'tls-with-client-certificate', 'plaintext'],
      'tls, tls-with-client-certificate or plaintext',
    )
    .describe('what is claimed of the sessions of the service'),
});

const end = z
  .string()
  .regex(/^(?:\[[0-9a-fA-F:]+\]|\d+\.\d+\.\d+\.\d+):\d{1,5}$/, 'address:port, such as 172.18.0.5:7001')
  .describe('address:port as packets have it, never a name');
const hop = z.strictObject({
  from: words.describe('service that calls'),
  to: words.describe('service that is called'),
  at: z.array(end).min(1, 'an address').max(16, 'at most 16 addresses').describe('where it is called'),
  callers: z
    .array(z.union([z.ipv4(), z.ipv6()], 'an address'))
    .min(1, 'an address')
    .max(16, 'at most 16 addresses')
    .optional()
    .describe('addresses that the calling service calls from; without them every caller counts'),
  claim: z.enum(['tls', 'plaintext'], 'tls or plaintext'),
});

const device = z.strictObject({
  id: words,
  secret,
  domain: words.describe('id of its domain'),
  channel: words.describe('id of a channel that it may publish to'),
  publish: z
    .literal(true, 'true: one message over each endpoint of `over` may be published')
    .describe('says that one message over each endpoint of `over` may be published'),
  over: z
    .array(words)
    .min(1, 'names of endpoints')
    .max(16, 'at most 16 endpoints')
    .describe('names of endpoints'),
});

export const endpointName = /^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)?$/;
const named = z.string().regex(endpointName, 'a name such as users.http, nginx.https or mqtt-adapter.mqtt');

export const deploymentFileSchema = z
  .strictObject({
    release: words.optional().describe('release that is deployed, such as v0.19.1, where it is known'),
    ca: authority.optional(),
    expiresWithinDays: z
      .int('a whole number of days')
      .min(0, 'a whole number of days')
      .max(3650, 'at most 3650 days')
      .default(30)
      .describe('a certificate that ends sooner than this is a finding'),
    configuredBy: z
      .array(file)
      .min(1, 'files')
      .max(32, 'at most 32 files')
      .optional()
      .describe('Compose, Kubernetes and .env files of the deployment, as check-env takes them'),
    endpoints: z
      .record(named, endpoint)
      .refine((all) => Object.keys(all).length <= 64, 'at most 64 endpoints')
      .default({})
      .describe('by name: <service>.<listener>, as the release calls them'),
    databases: z
      .record(named, database)
      .optional()
      .describe('by service: the database whose sessions are looked at'),
    device: device.optional(),
    hops: z
      .array(hop)
      .min(1, 'a connection')
      .max(64, 'at most 64 connections')
      .optional()
      .describe('connections between services, which a capture (--capture) shows'),
  })
  .refine(
    ({ endpoints, databases, hops }) => Object.keys(endpoints).length > 0 || databases || hops,
    'at least one of endpoints, databases and hops',
  )
  .meta({ id: 'deployment', title: 'Deployment file of magistrala-conformance' });

export type DeploymentFile = z.infer<typeof deploymentFileSchema>;

/** JSON Schema (draft 2020-12) of the deployment file, as published beside this file. */
export const deploymentJsonSchema = (): string =>
  `${JSON.stringify(z.toJSONSchema(deploymentFileSchema, { io: 'input' }), null, 2)}\n`;
