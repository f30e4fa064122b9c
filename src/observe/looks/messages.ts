/** Sends messages through the adapters of a start. */
import { nameIn } from '../../../fixtures/peers/answers.ts';
import type { ServiceName } from '../../../suites/vocabulary.ts';
import type { Address } from '../../model/address.ts';
import type { MessageObservation } from '../../model/observation.ts';
import { publish } from '../../probe/publish/publish.ts';
import type { Release } from '../../release/schema.ts';
import type { MessageIdentity } from '../../stack/message-identity.ts';

export type Adapter = Extract<ServiceName, `${string}-adapter`>;
export const isAdapter = (name: string): name is Adapter => name.endsWith('-adapter');

const protocols = {
  'http-adapter': 'http',
  'mqtt-adapter': 'mqtt',
  'ws-adapter': 'ws',
  'coap-adapter': 'coap',
} as const;
const listeners = {
  'http-adapter': 'http',
  'mqtt-adapter': 'mqtt',
  'ws-adapter': 'http',
  'coap-adapter': 'coap',
} as const;
const body = Buffer.from('[{"n":"conformance","v":1}]');
/** A peer that never answers costs an adapter its own deadline, 1 s in the real ones, 8 s in the reference. */
const timeoutMs = 12_000;

/** Over HTTP, the one protocol by which every release takes a user's messages. */
const asUser = (messages: Release['messages']): Release['messages'] => ({
  ...messages,
  http: { ...messages.http, authorization: 'Bearer {secret}' },
});

export const sendMessage = async (
  adapter: Adapter,
  addressOf: (listener: string) => Address,
  {
    release,
    sender,
    how,
    signal,
  }: {
    release: Release;
    sender: MessageIdentity;
    how: { secret: string; asUser: boolean; names: boolean; attempt: string };
    signal: AbortSignal;
  },
): Promise<MessageObservation> =>
  publish(
    {
      protocol: protocols[adapter],
      address: addressOf(listeners[adapter]),
      path: how.names
        ? // Adapters remember what a name stands for: another attempt has other names.
          {
            domain: nameIn(sender.answers.domainRoute, how.attempt),
            channel: nameIn(sender.answers.channelRoute, how.attempt),
          }
        : { domain: sender.domain, channel: sender.channel },
      clientId: sender.clientId,
      secret: how.secret,
      templates: how.asUser ? asUser(release.messages) : release.messages,
      body,
      timeoutMs,
    },
    signal,
  );
