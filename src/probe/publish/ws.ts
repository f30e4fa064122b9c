/** Sends a message to the WebSocket adapter. */
import { randomBytes } from 'node:crypto';
import { WebSocket } from 'ws';
import { codeOf } from '../error-code.ts';
import { settleWithin } from '../../system/wait.ts';
import { authorityOf } from '../listener/protocol.ts';
import {
  accepted,
  failed,
  type Fate,
  fill,
  hung,
  type PublishRequest,
  refused,
  tlsOptions,
} from './request.ts';

/** ms for which the socket must stay open after the pong: adapters with an inner server check once more there. */
const openMs = 300;

/**
 * One text frame and a ping behind it. Accepted means: upgraded, the ping answered, and still open 300 ms later.
 * Adapters handle frames in order, so that the pong shows that the frame was accepted; with a socket that is merely
 * open the adapter may not have decided yet. `HTTP 401`, `101, closed 1000`, `101, pong`.
 */
export async function publishWs(request: PublishRequest, signal?: AbortSignal): Promise<Fate> {
  const { address, body, templates, timeoutMs } = request;
  const path = fill(templates.ws.path, request, encodeURIComponent);
  const behind = randomBytes(8);
  let upgraded = false;
  const late = (): Fate => hung(upgraded ? '101, nothing more' : 'no answer to the upgrade');
  return settleWithin(timeoutMs + openMs, signal, late, (settle) => {
    const socket = new WebSocket(`${request.tls ? 'wss' : 'ws'}://${authorityOf(address)}${path}`, {
      headers: { Authorization: fill(templates.ws.authorization, request) },
      perMessageDeflate: false,
      ...(request.tls && tlsOptions(request.tls)),
    });
    let stillOpen: NodeJS.Timeout | undefined;
    socket.on('open', () => {
      upgraded = true;
      socket.send(Buffer.from(body), { binary: false });
      socket.ping(behind);
    });
    socket.on('pong', (data) => {
      if (!data.equals(behind)) return;
      // A busy thread may not yet have read a close that has arrived.
      stillOpen ??= setTimeout(() => setImmediate(() => settle(accepted('101, pong'))), openMs);
    });
    socket.on('unexpected-response', (_request, response) => settle(refused(`HTTP ${response.statusCode}`)));
    socket.on('error', (error) =>
      settle(upgraded ? refused(`101, ${codeOf(error)}`) : failed(codeOf(error))),
    );
    socket.on('close', (code) => settle(upgraded ? refused(`101, closed ${code}`) : refused('closed')));
    return () => {
      clearTimeout(stillOpen);
      socket.terminate();
    };
  });
}
