/** Makes messages to send, and checks that hold for every protocol. */
import type { Address } from '../../../src/model/address.ts';
import type { MessageFate } from '../../../src/model/exchange.ts';
import { publish, type PublishRequest } from '../../../src/probe/publish/publish.ts';
import { longEnough, patienceMs } from '../../patience.ts';

/** A message as the suite sends it. */
export const message = (
  protocol: PublishRequest['protocol'],
  address: Address,
  change: Partial<PublishRequest> = {},
): PublishRequest => ({
  protocol,
  address,
  path: { domain: 'dom', channel: 'chan' },
  clientId: 'the-client',
  secret: 'the-secret',
  templates: {
    http: { path: '/m/{domain}/c/{channel}', authorization: 'Client {secret}' },
    mqtt: { topic: 'm/{domain}/c/{channel}' },
    ws: { path: '/m/{domain}/c/{channel}', authorization: 'Client {secret}' },
    coap: { path: 'm/{domain}/c/{channel}?auth={secret}' },
  },
  body: Buffer.from('[{"n":"t","v":1}]'),
  timeoutMs: patienceMs,
  ...change,
});

/** The fate of a message that is never answered, with a bound that is long enough for this detail to occur. */
export const hungWith = async (detail: string, hangs: PublishRequest): Promise<MessageFate> =>
  longEnough(
    (timeoutMs) => publish({ ...hangs, timeoutMs }),
    (fate) => fate.outcome !== 'hung' || fate.detail === detail,
  );

/** A port on which nothing listens, for the tests of each protocol. */
export const deadPort = { host: '127.0.0.1', port: 1 };
