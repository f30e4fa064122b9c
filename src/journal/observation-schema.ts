/** Defines what an observation may hold where it is read back; `src/model/observation.ts` says what it means. */
import { z } from 'zod';
import type { CallsObservation, MessageObservation } from '../model/exchange.ts';
import type {
  HopObservation,
  ListenerObservation,
  Observation,
  ServiceObservation,
  SessionObservation,
} from '../model/observation.ts';
import type { Same } from './same.ts';

const text = z.string();
const number = z.number();
const yes = z.literal(true).exactOptional();
const texts = z.array(text);
const numbers = z.array(number);
const sometimes = text.exactOptional();
const named = <T extends z.ZodType>(value: T) => z.record(text, value);

const end = { code: number.nullable(), signal: text.nullable(), ms: number };

const boot = z.discriminatedUnion('outcome', [
  z.strictObject({ outcome: z.literal('ready'), ms: number }),
  z.strictObject({ outcome: z.literal('exited'), ...end }),
  z.strictObject({ outcome: z.literal('hung'), ms: number }),
]);

const output = z.strictObject({
  bytes: number,
  tail: texts,
  errors: texts,
  errorsName: texts,
  secrets: z.array(
    z.strictObject({
      kind: z.enum(['private-key', 'password', 'token', 'device-secret', 'user-token']),
      of: text,
      carriedBy: z.enum(['right-secret', 'wrong-secret']).exactOptional(),
      lines: numbers.exactOptional(),
    }),
  ),
});

const plain = z
  .strictObject({
    answer: z.enum(['refused', 'closed', 'silent', 'bad-request', 'redirect', 'answered']),
    status: sometimes,
    bytes: text,
  })
  .exactOptional();

const tlsAnswer = z.strictObject({
  handshake: z.boolean(),
  error: sometimes,
  byPeer: z.boolean().exactOptional(),
  protocol: sometimes,
  alpn: sometimes,
  chain: texts.exactOptional(),
  answer: z.enum(['answered', 'closed', 'silent', 'bad-request']).exactOptional(),
  status: sometimes,
});
const tls = tlsAnswer.exactOptional();

const offer = z.strictObject({
  outcome: z.enum(['accepted', 'refused-by-peer', 'not-offered', 'unclear']),
  detail: text,
});

const listener = z.strictObject({
  plain,
  http2: plain,
  tls,
  tlsLater: tls,
  verified: tls,
  byClient: z.record(z.enum(['none', 'known', 'foreign']), tlsAnswer).exactOptional(),
  versions: z.record(z.enum(['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']), offer).exactOptional(),
  ciphers: z.record(z.enum(['ecdhe', 'rc4', '3des', 'null-or-export', 'static-rsa']), offer).exactOptional(),
  watch: z
    .strictObject({
      samples: number,
      maxGapMs: number,
      plaintextAt: numbers,
      http2At: numbers.exactOptional(),
      tlsAt: number.exactOptional(),
      connected: number,
      stranger: yes,
    })
    .exactOptional(),
});

const socket = z.strictObject({
  protocol: z.enum(['tcp', 'udp']),
  address: text,
  port: number,
  declared: sometimes,
  probed: yes,
  plain,
});

const service = z.strictObject({
  boot,
  starts: number.exactOptional(),
  endedLater: z.strictObject(end).exactOptional(),
  stopped: z.strictObject(end).exactOptional(),
  output,
  listeners: named(listener),
  sockets: z.array(socket).exactOptional(),
  environment: named(text),
});

const connection = z.strictObject({
  at: number,
  opening: z.enum([
    ...(['tls', 'h2-plaintext', 'postgres-ssl-request', 'postgres-startup'] as const),
    ...(['mqtt', 'http1', 'other', 'nothing'] as const),
  ]),
  bytes: text,
  hello: z.strictObject({ sni: sometimes, alpn: texts, versions: texts, newestOnly: yes }).exactOptional(),
  postgres: z
    .strictObject({
      answer: z.enum(['S', 'N', 'E']).exactOptional(),
      gss: z.enum(['G', 'N', 'E']).exactOptional(),
      next: z.enum(['tls', 'startup', 'cancel', 'closed']),
    })
    .exactOptional(),
  tls: z
    .strictObject({
      established: z.boolean(),
      version: sometimes,
      alpn: sometimes,
      error: sometimes,
      clientCertificate: text.nullable(),
    })
    .exactOptional(),
  later: yes,
  applicationBytes: number,
  sent: number,
  received: number,
  calls: texts,
});
const hop = z.strictObject({ connections: z.array(connection), unrecorded: number.exactOptional() });

const server = z.strictObject({
  sessions: z.array(
    z.strictObject({ tls: z.boolean(), version: sometimes, clientDn: sometimes, user: text }),
  ),
  refusals: texts,
});
const session = server.extend({ later: server.exactOptional() });

const message = z.strictObject({
  adapter: z.enum(['http-adapter', 'mqtt-adapter', 'ws-adapter', 'coap-adapter']),
  attempt: z.enum(['right-secret', 'wrong-secret', 'by-name', 'second', 'third']),
  phase: z.enum(['as-started', 'after-restart']),
  outcome: z.enum(['accepted', 'refused', 'hung', 'unreachable']),
  detail: text,
  ms: number,
});

const call = z.strictObject({ status: number, detail: text });
const calls = z.strictObject({
  byName: z.partialRecord(
    z.enum([
      ...(['login', 'create-domain', 'create-client', 'create-channel', 'connect', 'read-client'] as const),
      ...(['list-clients', 'authorize-message'] as const),
      ...(['delete-client', 'delete-channel', 'delete-tokens', 'create-user', 'delete-user'] as const),
    ]),
    call,
  ),
  database: named(z.strictObject({ read: call, write: call })),
  again: z.partialRecord(z.enum(['second', 'third']), call),
  wrongToken: z.partialRecord(
    z.enum(['another-token', 'no-token', 'empty-token', 'the-e-mail-as-token']),
    call,
  ),
  createdByWrongToken: z.strictObject({ status: number, clients: number }).exactOptional(),
});

export const observation = z.strictObject({
  infrastructure: z.strictObject({ code: text, message: text }).exactOptional(),
  premise: z.strictObject({ holds: z.boolean(), detail: text }).exactOptional(),
  unstable: texts.exactOptional(),
  busy: sometimes,
  services: named(service),
  hops: named(hop),
  sessions: named(session),
  messages: z.array(message),
  calls,
  configured: z.strictObject({
    certificates: named(z.strictObject({ chain: texts, subject: text })),
    hops: named(z.enum(['tls', 'plaintext'])),
    unused: named(text),
  }),
  core: z.enum(['services', 'scripts']).exactOptional(),
  unsecurable: z.array(z.strictObject({ from: text, to: text, bytes: text })),
  restart: z.strictObject({ ready: z.boolean(), newCertificate: z.boolean() }).exactOptional(),
});

// The compiler holds each form against the type of the same name: a field that only one of them has is an error here.
void [
  true satisfies Same<z.infer<typeof listener>, ListenerObservation>,
  true satisfies Same<z.infer<typeof service>, ServiceObservation>,
  true satisfies Same<z.infer<typeof hop>, HopObservation>,
  true satisfies Same<z.infer<typeof session>, SessionObservation>,
  true satisfies Same<z.infer<typeof message>, MessageObservation>,
  true satisfies Same<z.infer<typeof calls>, CallsObservation>,
  true satisfies Same<z.infer<typeof observation>, Observation>,
];
