/** That a demand for a client certificate is told, by an alert or by what a proxy does to who has none. */
import https from 'node:https';
import tls from 'node:tls';
import { expect, test } from 'vitest';
import { ca, pairOf } from '../fixtures/peers/known-good.ts';
import { deployment, endpoint } from './material.ts';
import { look, outcomes, portOf } from './whole-look.ts';

const right = await pairOf('right');
const trusted = { ca, serverName: 'localhost' };

test('a client certificate that is demanded against the claim keeps callers out', async () => {
  const options = { ...right, ca, requestCert: true, rejectUnauthorized: true };
  const port = await portOf(https.createServer(options, (_, response) => void response.end('{}')));
  const { report } = await look(deployment([endpoint('auth.http', `https://127.0.0.1:${port}`, trusted)]));
  const [first] = report.cases.filter(({ outcome }) => outcome === 'fail');
  expect([first?.id, first?.risk, first?.facts]).toEqual([
    'live.endpoint-as-claimed/auth.http/tls@live',
    'availability',
    ['answers-in-tls'],
  ]);
});

test.each([
  ['demands', true, 'pass'],
  ['does not ask for', false, 'untestable'],
])('an MQTT adapter that %s a client certificate', async (_, demanded, outcome) => {
  const options = { ...right, ca, requestCert: demanded, rejectUnauthorized: demanded };
  const port = await portOf(
    tls.createServer(options, (socket) => socket.on('error', () => {}).once('data', () => socket.end())),
  );
  const said = endpoint('mqtt-adapter.mqtt', `mqtts://127.0.0.1:${port}`, {
    ...trusted,
    claim: 'tls-with-client-certificate',
    client: await pairOf('client'),
  });
  const { report } = await look(deployment([said]));
  const id = 'live.endpoint-as-claimed/mqtt-adapter.mqtt/tls-with-client-certificate';
  expect(outcomes(report)[id]).toBe(outcome);
});

test.each([
  [400, 'pass', 'untestable'],
  [403, 'pass', 'untestable'],
  [200, 'fail', 'pass'],
])('a proxy that answers %s without a client certificate', async (status, demanded, open) => {
  const options = { ...right, ca, requestCert: true, rejectUnauthorized: false };
  const port = await portOf(
    https.createServer(options, (request, response) => {
      const { authorized } = request.socket as tls.TLSSocket;
      response.writeHead(authorized ? 200 : status).end();
    }),
  );
  const at = `https://127.0.0.1:${port}`;
  const claim = 'tls-with-client-certificate';
  const { report } = await look(
    deployment([
      endpoint('a.http', at, { ...trusted, claim, client: await pairOf('client') }),
      endpoint('b.http', at, trusted),
    ]),
  );
  expect([
    outcomes(report)[`live.endpoint-as-claimed/a.http/${claim}`],
    outcomes(report)['live.endpoint-as-claimed/b.http/tls'],
  ]).toEqual([demanded, open]);
});

test('a proxy that ends the connection of who has no client certificate', async () => {
  const options = { ...right, ca, requestCert: true, rejectUnauthorized: false };
  const port = await portOf(
    tls.createServer(options, (socket) => {
      socket.on('error', () => {});
      if (socket.authorized) socket.once('data', () => socket.end());
      else socket.end();
    }),
  );
  const said = endpoint('nginx.mqtt', `mqtts://127.0.0.1:${port}`, {
    ...trusted,
    claim: 'tls-with-client-certificate',
    client: await pairOf('client'),
  });
  const { report } = await look(deployment([said]));
  expect(report.live?.endpoints[0]?.state).toBe('TLS, client certificate demanded');
  expect(outcomes(report)['live.endpoint-as-claimed/nginx.mqtt/tls-with-client-certificate']).toBe('pass');
});
