/** Tests that an observation is stored without secrets, and with API answers of at most 200 characters. */
import { expect, test } from 'vitest';
import { withoutSecrets } from '../../src/observe/without-secrets.ts';
import { tracesOfText } from '../../src/probe/output/traces.ts';
import { observation } from '../judge/tiny.ts';

const secret = 'secret-of-a-device';
const long = (end: string) => ({ status: 500, detail: 'x'.repeat(190) + end });
const seen = observation(
  {},
  {
    calls: {
      byName: { connect: long(secret) },
      database: { users: { read: long(secret), write: long('') } },
      again: { second: long(secret) },
      wrongToken: { 'no-token': long(secret) },
      createdByWrongToken: { status: 200, clients: 0 },
    },
    messages: [
      {
        ...{ adapter: 'coap-adapter', attempt: 'by-name', phase: 'after-restart' },
        ...{ outcome: 'refused', detail: `CoAP ${secret}`, ms: 3 },
      },
    ],
    configured: {
      certificates: {},
      hops: { 'users→auth': 'tls' },
      unused: { 'a→b': `because of ${secret}` },
    },
  },
);

test('a secret leaves the observation wherever it stands, and before an answer is cut through it', () => {
  const kept = JSON.stringify(withoutSecrets(seen, [tracesOfText(secret)]));
  expect(kept).not.toContain('secret-of');
  expect(JSON.parse(kept)).toMatchObject({ messages: [{ outcome: 'refused', ms: 3 }] });
});

test('of every answer of an API 200 characters are kept, and nothing else is cut', () => {
  const { calls, ...rest } = withoutSecrets(seen, []);
  expect(calls.byName.connect?.detail).toHaveLength(200);
  expect(calls.database['users']?.read.detail).toHaveLength(200);
  expect(calls.database['users']?.write).toEqual(long(''));
  expect(calls.again.second?.detail).toHaveLength(200);
  expect(calls.wrongToken['no-token']?.detail).toHaveLength(200);
  expect(calls.createdByWrongToken).toEqual({ status: 200, clients: 0 });
  expect({ ...rest, calls: seen.calls }).toEqual(seen);
});
