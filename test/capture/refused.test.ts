/** Tests that a connection that the server does not take as it was opened is told from one whose answer is missing. */
import { describe, expect, test } from 'vitest';
import { readOne } from './captures.ts';
import { ends, talk, type Segment, type Turn } from './packets.ts';

const request = Buffer.from('GET /m/domain/c/channel HTTP/1.1\r\nHost: x\r\n\r\n');
const answer = Buffer.from('HTTP/1.1 202 Accepted\r\n\r\n');

describe('a server that does not take how the client opens', () => {
  /** One cipher suite, and no extension. */
  const hello = Buffer.from(`160301002d010000290303${'00'.repeat(32)}00000213010100`, 'hex');
  const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
  /** The side that ends the connection first, and then the other one. */
  const ended = (turns: readonly Turn[], first: 'client' | 'server'): Segment[] => {
    const segments = talk(turns);
    const ends = segments.filter(({ flags }) => flags === 'FA');
    const order = first === 'client' ? ends : ends.toReversed();
    return [...segments.filter(({ flags }) => flags !== 'FA'), ...order];
  };

  test.each<[string, Segment[]]>([
    ['ends the connection after plaintext', ended([['client', preface]], 'server')],
    ['resets it after plaintext', talk([['client', preface]], { end: 'reset' })],
    ['ends it after a ClientHello', ended([['client', hello]], 'server')],
    [
      'answers a ClientHello with other bytes',
      talk([
        ['client', hello],
        ['server', answer],
      ]),
    ],
    [
      'answers a ClientHello with an alert',
      talk([
        ['client', hello],
        ['server', Buffer.from('15030100020228', 'hex')],
      ]),
    ],
    [
      'answers plaintext with an alert',
      talk([
        ['client', preface],
        ['server', Buffer.from('15030100020250', 'hex')],
      ]),
    ],
    [
      'answers an SSLRequest with N, and the client leaves',
      talk([
        ['client', Buffer.from('0000000804d2162f', 'hex')],
        ['server', Buffer.from('N')],
      ]),
    ],
  ])('%s', async (_, segments) => {
    const connection = await readOne(segments, ends);
    expect(connection.refused).toBe(true);
  });

  test.each<[string, Segment[]]>([
    ['where the client ends it first', ended([['client', preface]], 'client')],
    ['where it stays open', talk([['client', preface]], { end: 'open' })],
    [
      'where the server answers',
      ended(
        [
          ['client', request],
          ['server', answer],
        ],
        'server',
      ),
    ],
    ['where nothing was sent', ended([], 'server')],
    [
      'where the capture lacks the answer, and holds how the server ends',
      ended(
        [
          ['client', request],
          ['server', answer],
        ],
        'server',
      ).filter(({ by, payload }) => by === 'client' || payload.length === 0),
    ],
  ])('is not said %s', async (_, segments) => {
    expect(await readOne(segments, ends)).not.toHaveProperty('refused');
  });
});
