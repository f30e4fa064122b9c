import type { PublishRequest } from '../../../src/observe/publish/publish.ts';
import type { Address } from '../../../src/run/runtime.ts';

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
  timeoutMs: 3000,
  ...change,
});

/** The bound for those that are never answered. */
export const briefly = { timeoutMs: 300 };

/** Closed by everybody; the tests of each protocol use it. */
export const deadPort = { host: '127.0.0.1', port: 1 };
