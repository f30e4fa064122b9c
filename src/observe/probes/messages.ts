/** Sends messages through the adapters of a start. */
import { nameIn } from '../../../fixtures/peers/answers.ts';
import { laterAttempts } from '../../../suites/checks/later.ts';
import type { Address } from '../../model/address.ts';
import type { AdapterName, MessageAttempt, MessageFate } from '../../model/exchange.ts';
import { publish } from '../../probe/publish/publish.ts';
import type { Release } from '../../release/schema.ts';
import type { MessageIdentity } from '../../stack/message-identity.ts';

export const isAdapter = (name: string): name is AdapterName => name.endsWith('-adapter');

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
  adapter: AdapterName,
  addressOf: (listener: string) => Address,
  {
    release,
    sender,
    how,
    signal,
  }: {
    release: Release;
    sender: MessageIdentity;
    how: { secret: string; asUser: boolean; names: boolean; attempt: MessageAttempt };
    signal: AbortSignal;
  },
): Promise<MessageFate> => {
  // Adapters remember what a name stands for: a later attempt has other names.
  const further = laterAttempts.find((one) => one === how.attempt) ?? '';
  return publish(
    {
      protocol: protocols[adapter],
      address: addressOf(listeners[adapter]),
      path: how.names
        ? {
            domain: nameIn(sender.answers.domainRoute, further),
            channel: nameIn(sender.answers.channelRoute, further),
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
};
