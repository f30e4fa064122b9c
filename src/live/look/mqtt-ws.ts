/** Asks an endpoint for MQTT over WebSocket: the upgrade, then a CONNECT that asks for nothing. */
import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import type { PlainAnswer } from '../../model/observation.ts';
import { codeOf } from '../../probe/error-code.ts';
import { shortestRequest } from '../../probe/listener/protocol.ts';
import { readReply } from '../../probe/listener/reply.ts';
import { settleWithin } from '../../system/wait.ts';

/** Bytes of one message that are taken: a CONNACK has four. */
const mostBytes = 4096;

interface Upgraded extends PlainAnswer {
  answer: Exclude<PlainAnswer['answer'], 'refused'>;
}

/** @param socket connected, with or without TLS on it */
export const askMqttOverWebSocket = (
  socket: Socket,
  { host, path, timeoutMs, signal }: { host: string; path: string; timeoutMs: number; signal: AbortSignal },
): Promise<Upgraded> =>
  settleWithin<Upgraded>(
    timeoutMs,
    signal,
    () => ({ answer: 'silent', bytes: '' }),
    (settle) => {
      // The scheme says nothing here: the connection is made already.
      const ws = new WebSocket(`ws://${host.includes(':') ? `[${host}]` : host}${path}`, 'mqtt', {
        createConnection: () => socket,
        perMessageDeflate: false,
        followRedirects: false,
        maxPayload: mostBytes,
        handshakeTimeout: timeoutMs,
      });
      let upgraded = false;
      ws.on('open', () => {
        upgraded = ws.protocol === 'mqtt';
        if (upgraded) ws.send(shortestRequest('mqtt', { host, port: 0 }));
        else settle({ answer: 'closed', status: '101 without the subprotocol mqtt', bytes: '' });
      });
      ws.on('message', (data) => {
        const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer);
        const reply = readReply(bytes, true);
        const known = reply?.status.startsWith('CONNACK') === true;
        settle({
          answer: known ? 'answered' : 'closed',
          status: known ? `101, ${reply.status}` : '101, unrecognised bytes',
          bytes: bytes.subarray(0, 64).toString('hex'),
        });
      });
      ws.on('unexpected-response', (request, response) => {
        const status = response.statusCode ?? 0;
        request.destroy();
        settle({ answer: status === 400 ? 'bad-request' : 'closed', status: `HTTP ${status}`, bytes: '' });
      });
      ws.on('error', (error) => settle({ answer: 'closed', status: codeOf(error), bytes: '' }));
      // An adapter may refuse the empty CONNECT by closing: that it took the subprotocol is its answer.
      ws.on('close', (code) =>
        settle({ answer: upgraded ? 'answered' : 'closed', status: `101, closed ${code}`, bytes: '' }),
      );
      return () => {
        ws.terminate();
        socket.destroy();
      };
    },
  );
