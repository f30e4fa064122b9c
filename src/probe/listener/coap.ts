/** Asks a CoAP listener for an answer in plaintext. */
import { randomInt } from 'node:crypto';
import dgram from 'node:dgram';
import net from 'node:net';
import type { Address } from '../../model/address.ts';
import type { PlainAnswer } from '../../model/observation.ts';
import { settleWithin } from '../../system/wait.ts';

/** Retransmission of a lost ping, ms. */
const repeatMs = 250;

/**
 * CoAP ping (RFC 7252 section 4.3): an empty confirmable message, answered by a Reset with the same message id. A
 * closed port is recognized only where ICMP reports it, as on loopback.
 */
export async function pingCoap(
  address: Address,
  { timeoutMs, signal }: { timeoutMs: number; signal?: AbortSignal | undefined },
): Promise<PlainAnswer> {
  const id = randomInt(0x10000);
  const ping = Buffer.from([0x40, 0x00, id >> 8, id & 0xff]);
  return settleWithin<PlainAnswer>(
    timeoutMs,
    signal,
    () => ({ answer: 'silent', bytes: '' }),
    (settle) => {
      const socket = dgram.createSocket(net.isIPv6(address.host) ? 'udp6' : 'udp4');
      let repeat: NodeJS.Timeout | undefined;
      socket.on('error', (error: NodeJS.ErrnoException) =>
        settle({ answer: 'refused', status: error.code ?? error.name, bytes: '' }),
      );
      socket.on('message', (message) => {
        const bytes = message.subarray(0, 64).toString('hex');
        settle({ answer: 'answered', status: replyWord(message, ping), bytes });
      });
      socket.on('connect', () => {
        socket.send(ping);
        repeat = setInterval(() => socket.send(ping), repeatMs);
      });
      socket.connect(address.port, address.host);
      return () => {
        clearInterval(repeat);
        socket.close();
      };
    },
  );
}

function replyWord(message: Buffer, ping: Buffer): string {
  if (message.equals(Buffer.from([0x70, 0x00, ping[2]!, ping[3]!]))) return 'RST';
  const isCoap = message.length >= 4 && message[0]! >> 6 === 1;
  return isCoap
    ? `CoAP ${message[1]! >> 5}.${String(message[1]! & 0x1f).padStart(2, '0')}`
    : 'unrecognised bytes';
}
