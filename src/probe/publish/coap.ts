/** Sends a message to the CoAP adapter. */
import { randomBytes, randomInt } from 'node:crypto';
import dgram from 'node:dgram';
import net from 'node:net';
import { codeOf } from '../error-code.ts';
import { settleWithin } from '../../system/wait.ts';
import { type CoapMessage, decode, encodeEmpty, encodePost, messageType } from './coap-message.ts';
import { accepted, failed, type Fate, fill, hung, type PublishRequest, refused } from './request.ts';

/** ACK_TIMEOUT (RFC 7252 section 4.8), ms; the message is repeated once for a lost datagram. */
const repeatMs = 2000;

/**
 * A confirmable POST; `CoAP 2.01`. The socket is connected, so that a closed port on this machine is known at once
 * (ICMP); on other machines a closed port looks like silence.
 */
export async function publishCoap(request: PublishRequest, signal?: AbortSignal): Promise<Fate> {
  const { address, body, templates, timeoutMs } = request;
  const [path = '', query] = templates.coap.path.split('?', 2);
  const token = randomBytes(4);
  const id = randomInt(0x10000);
  const message = encodePost({
    id,
    token,
    segments: words(path, '/').map((segment) => fill(segment, request)),
    queries: words(query ?? '', '&').map((argument) => fill(argument, request)),
    payload: body,
  });
  let acknowledged = false;
  /** Code of what came without the token, which says nothing of the request (RFC 7252, section 5.3.1). */
  let unmatched: string | undefined;
  const late = (): Fate =>
    hung(
      unmatched === undefined
        ? acknowledged
          ? 'acknowledged, no answer'
          : 'no answer'
        : `no answer with the token of the request, but CoAP ${unmatched} without it`,
    );
  return settleWithin(timeoutMs, signal, late, (settle) => {
    const socket = dgram.createSocket(net.isIPv6(address.host) ? 'udp6' : 'udp4');
    let repeat: NodeJS.Timeout | undefined;
    socket.on('error', (error) => settle(failed(codeOf(error))));
    socket.on('connect', () => {
      socket.send(message);
      repeat = setTimeout(() => socket.send(message), repeatMs);
    });
    socket.on('message', (bytes) => {
      const answer = decode(bytes);
      if (answer && answer.code !== '0.00' && answer.token.length === 0) unmatched = answer.code;
      if (!answer || !belongs(answer, id, token)) return;
      clearTimeout(repeat);
      if (answer.type === messageType.confirmable) {
        socket.send(encodeEmpty(messageType.acknowledgement, answer.id));
      }
      if (answer.type === messageType.reset) settle(refused('CoAP RST'));
      else if (answer.code === '0.00') acknowledged = true;
      else settle((answer.code.startsWith('2.') ? accepted : refused)(`CoAP ${answer.code}`));
    });
    socket.connect(address.port, address.host);
    return () => {
      clearTimeout(repeat);
      socket.close();
    };
  });
}

const words = (text: string, separator: string): string[] => text.split(separator).filter(Boolean);

/** Empty answers carry the message id, all others the token (section 5.3.2). */
const belongs = (answer: CoapMessage, id: number, token: Buffer): boolean =>
  answer.code === '0.00' ? answer.id === id : answer.token.equals(token);
