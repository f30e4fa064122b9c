/** Tests what is read of the first bytes of both sides, and that no password or token comes out of them. */
import { expect, test } from 'vitest';
import { readConversation } from '../../src/capture/protocol/conversation.ts';
import { rows, secret, startup } from './conversations.ts';
import { text } from './packets.ts';

const none = Buffer.alloc(0);

test.each(rows)('%s', (_, client, server, expected) => {
  const read = readConversation(client, server);
  expect(read).toMatchObject(expected);
  expect('credentials' in read).toBe('credentials' in expected || secretIsPlain(read.opening, client));
});

/** The rows above that hold a secret and do not say so are those in which it cannot be told from other data. */
const secretIsPlain = (opening: string, client: Buffer): boolean =>
  opening === 'postgres-startup' && client.includes(secret);

test.each(rows)('%s: of a secret nothing comes out, in any piece of the bytes', (_, client, server) => {
  for (let length = 0; length <= client.length; length += 1) {
    const said = JSON.stringify(readConversation(client.subarray(0, length), server));
    expect(said).not.toContain('hunter');
    expect(said).not.toContain(text('hunter').toString('hex'));
    expect(said).not.toContain('0badcafe');
  }
});

test.each(rows)('%s: what is settled stays so, whatever follows', (_, client, server) => {
  const whole = readConversation(client, server);
  for (let length = 0; length <= client.length; length += 1) {
    const { settled, ...read } = readConversation(client.subarray(0, length), server);
    if (settled) expect({ ...read, settled }).toEqual(whole.settled ? whole : { ...whole, settled });
  }
});

test('text of strangers is printable, on one line and short', () => {
  const { postgres } = readConversation(startup(`user\0a\x1b[2J\nb\0database\0${'x'.repeat(9999)}\0`), none);
  expect(postgres?.user).toBe('a?[2J?b');
  expect(postgres?.database).toHaveLength(256);
});
