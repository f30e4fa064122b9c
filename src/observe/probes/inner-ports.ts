/**
 * Asks the inner ports of a service, which no setting secures: they answer in the clear whatever stands before them.
 */
import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import type { InnerPort } from '../../system/ports/inner.ts';

const timeoutMs = 500;
/** Bytes of an answer that are kept. */
const kept = 32;

/** First bytes of the answer to a plaintext request, hex; undefined where nothing answers. */
export const innerAnswer = ({ protocol, port }: InnerPort, host: string): Promise<string | undefined> =>
  protocol === 'udp' ? askCoap(port, host) : askHttp(port, host);

const askHttp = (port: number, host: string): Promise<string | undefined> =>
  new Promise((resolve) => {
    const socket = connect(port, host, () => socket.write('GET /health HTTP/1.0\r\n\r\n'));
    const end = (bytes?: Buffer): void => {
      socket.destroy();
      resolve(bytes?.subarray(0, kept).toString('hex'));
    };
    socket.setTimeout(timeoutMs, () => end());
    socket.once('data', end);
    socket.once('error', () => end());
    socket.once('close', () => end());
  });

/** An empty confirmable message: a CoAP server answers with a reset (RFC 7252, section 4.3). */
const ping = Buffer.from([0x40, 0x00, 0x4d, 0x43]);

const askCoap = (port: number, host: string): Promise<string | undefined> =>
  new Promise((resolve) => {
    const socket = createSocket('udp4');
    let over = false;
    const end = (bytes?: Buffer): void => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      socket.close();
      resolve(bytes?.subarray(0, kept).toString('hex'));
    };
    const timer = setTimeout(() => end(), timeoutMs);
    socket.once('message', (bytes) => end(bytes));
    socket.once('error', () => end());
    socket.send(ping, port, host);
  });
