/** Sends a message to an adapter in its protocol. */
import type { MessageFate } from '../../model/exchange.ts';
import { publishCoap } from './coap.ts';
import { publishHttp } from './http.ts';
import { publishMqtt } from './mqtt.ts';
import type { Fate, PublishRequest } from './request.ts';
import { publishWs } from './ws.ts';

export type { PublishRequest, Templates } from './request.ts';

const protocols: Record<
  PublishRequest['protocol'],
  (request: PublishRequest, signal: AbortSignal | undefined) => Promise<Fate>
> = { http: publishHttp, mqtt: publishMqtt, ws: publishWs, coap: publishCoap };

/**
 * Sends one message through an adapter on a fresh connection. Returns the result:
 * `accepted` (HTTP 2xx, PUBACK, CoAP 2.xx, a ping behind a WebSocket frame answered), `refused` (any other
 * answer or close), `hung` (silence up to the bound), `unreachable` (no connection).
 * Rejects only with the signal's reason.
 */
export async function publish(request: PublishRequest, signal?: AbortSignal): Promise<MessageFate> {
  const began = performance.now();
  const fate = await protocols[request.protocol](request, signal);
  return { ...fate, ms: Math.round(performance.now() - began) };
}
