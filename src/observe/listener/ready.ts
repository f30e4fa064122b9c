import type { Address } from '../../run/runtime.ts';
import { settleWithin } from '../bounded.ts';
import { connect } from './connect.ts';
import { probePlain } from './plain.ts';
import { type ListenerProtocol, type ProbeOptions, shortestRequest } from './protocol.ts';
import { probeTls } from './tls.ts';

/** A proxy in front of a container accepts and closes at once where nobody listens; ms that tell the two apart. */
const quietMs = 30;

/**
 * True when the listener answers its protocol in plaintext or completes a TLS handshake. A connection alone says
 * nothing: some services bind the port before they have read their certificate, and proxies accept for nobody.
 * MQTT also counts when the connection lasts until a CONNECT without a client identifier ends it.
 */
export async function answers(
  address: Address,
  protocol: ListenerProtocol,
  { signal, timeoutMs = 400, path }: ProbeOptions = {},
): Promise<boolean> {
  const bound = { signal, timeoutMs, ...(path !== undefined && { path }) };
  const plain = await probePlain(address, protocol, bound);
  if (plain.answer === 'answered') return true;
  if (plain.answer === 'refused' || protocol === 'coap') return false;
  const secured = await probeTls(address, protocol, { ...bound, servername: 'localhost', verify: false });
  if (secured.handshake) return true;
  return protocol === 'mqtt' && plain.answer === 'closed' && (await endsOnlyWhenAsked(address, bound));
}

async function endsOnlyWhenAsked(
  address: Address,
  { signal, timeoutMs }: { signal: AbortSignal | undefined; timeoutMs: number },
): Promise<boolean> {
  const made = await connect(address, { timeoutMs, signal });
  if ('error' in made) return false;
  const { socket } = made;
  return settleWithin(
    timeoutMs,
    signal,
    () => false,
    (settle) => {
      let asked = false;
      const ask = setTimeout(() => {
        asked = true;
        socket.write(shortestRequest('mqtt', address));
      }, quietMs);
      socket.resume();
      socket.on('end', () => settle(asked));
      socket.on('error', () => settle(false));
      socket.on('close', () => settle(false));
      return () => {
        clearTimeout(ask);
        socket.destroy();
      };
    },
  );
}
