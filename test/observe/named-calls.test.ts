/** Tests what the calls of a release file become: which words they hold, and what they carry over. */
import http from 'node:http';
import { expect, test } from 'vitest';
import { useNamedDatabase } from '../../src/observe/probes/named-calls.ts';
import { newMessageIdentity } from '../../src/stack/message-identity.ts';
import { openServer } from '../../src/system/open-server.ts';

interface Asked {
  method: string;
  path: string;
  authorization: string | undefined;
  body: string;
}

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

test('each call has its words, and {new} is another one each time', async () => {
  const asked: Asked[] = [];
  const server = http.createServer((request, response) => {
    const { method = '', url = '', headers } = request;
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      asked.push({ method, path: url, authorization: headers.authorization, body });
      response.end('{}');
    });
  });
  await using open = await openServer(server, '127.0.0.1');
  const sender = newMessageIdentity();
  const seen = await useNamedDatabase(
    { address: open.address, tls: false },
    {
      connect: false,
      write: {
        ...{ method: 'POST', as: 'administrator', path: '/{domain}/clients/{new}' },
        body: { name: '{new}', secret: '{secret}', kept: '{unknown}' },
      },
      read: { method: 'GET', as: 'user', path: '/{channelRoute}?of={new}' },
    },
    sender,
  );
  expect(seen).toMatchObject({ read: { status: 200 }, write: { status: 200 } });
  const [write, ...reads] = asked;
  expect(write).toMatchObject({ method: 'POST', authorization: `Bearer ${sender.administratorToken}` });
  const path = new RegExp(`^/${sender.domain}/clients/(${uuid})$`).exec(write!.path);
  // One call is one thing: its path and its body have the same.
  expect(JSON.parse(write!.body)).toEqual({ name: path?.[1], secret: sender.secret, kept: '{unknown}' });
  const found = reads.map((one) => {
    expect(one).toMatchObject({ method: 'GET', authorization: `Bearer ${sender.token}`, body: '' });
    return new RegExp(`^/${sender.answers.channelRoute}\\?of=(${uuid})$`).exec(one.path)?.[1];
  });
  expect(new Set([path?.[1], ...found]).size).toBe(4);
});
