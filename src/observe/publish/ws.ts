import { WebSocket } from 'ws';
import { codeOf, settleWithin } from '../bounded.ts';
import { authorityOf } from '../listener/protocol.ts';
import { accepted, failed, type Fate, fill, hung, type PublishRequest, refused } from './request.ts';

/** How long after its frame a socket must still be open, ms. */
const openMs = 300;

/**
 * One text frame. Accepted means here: upgraded, and still open 300 ms after the frame; whether the frame's
 * authorization was answered is for the peer's tap to say. `HTTP 401`, `101, closed 1000`, `101, open`.
 */
export async function publishWs(request: PublishRequest, signal?: AbortSignal): Promise<Fate> {
  const { address, body, templates, timeoutMs, tls } = request;
  const path = fill(templates.ws.path, request, encodeURIComponent);
  let upgraded = false;
  const late = (): Fate => hung(upgraded ? '101, nothing more' : 'no answer to the upgrade');
  return settleWithin(timeoutMs + openMs, signal, late, (settle) => {
    const socket = new WebSocket(`${tls ? 'wss' : 'ws'}://${authorityOf(address)}${path}`, {
      headers: { Authorization: fill(templates.ws.authorization, request) },
      perMessageDeflate: false,
      ...(tls && { ca: tls.ca, servername: tls.servername ?? 'localhost' }),
    });
    let stillOpen: NodeJS.Timeout | undefined;
    socket.on('open', () => {
      upgraded = true;
      socket.send(Buffer.from(body), { binary: false });
      stillOpen = setTimeout(() => settle(accepted('101, open')), openMs);
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
