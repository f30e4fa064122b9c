/** Decides whether a listener is up. */
import { setImmediate as turnOfTheLoop, setTimeout as sleep } from 'node:timers/promises';
import type { Address } from '../../model/address.ts';
import { connect } from './connect.ts';
import { probePlain } from './plain.ts';
import type { ListenerProtocol, ProbeOptions } from './protocol.ts';
import { probeTls } from './tls.ts';

/**
 * ms within which a proxy in front of a container closes all its connections once it notices that the service does not
 * listen. Such a proxy accepts connections all the same.
 */
const quietMs = 30;

/**
 * True when the listener answers its protocol in plaintext or completes a TLS handshake. A connection alone proves
 * nothing: some services bind the port before they have read their certificate, and proxies accept
 * before the service listens.
 * MQTT also counts when a CONNECT without a client identifier ends its connection, and no other one.
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

interface Bound {
  signal: AbortSignal | undefined;
  timeoutMs: number;
}

/** Waits until closed connections are reported, also in a thread that was busy meanwhile. */
const quiet = async (signal: AbortSignal | undefined): Promise<void> => {
  await sleep(quietMs, undefined, { signal });
  await turnOfTheLoop();
};

/**
 * Whether the listener closes a connection only after a CONNECT. A first connection sends nothing: a listener that
 * closes it as well is no MQTT service.
 */
async function endsOnlyWhenAsked(address: Address, bound: Bound): Promise<boolean> {
  const silent = await connect(address, bound);
  if ('error' in silent) return false;
  let silentEnded = false;
  const end = (): void => void (silentEnded = true);
  silent.socket.resume().on('end', end).on('error', end).on('close', end);
  try {
    await quiet(bound.signal);
    if (silentEnded) return false;
    const { answer, status, bytes } = await probePlain(address, 'mqtt', bound);
    // A status means that an error ended the connection.
    if (answer !== 'closed' || status !== undefined || bytes !== '') return false;
    await quiet(bound.signal);
    return !silentEnded;
  } finally {
    silent.socket.destroy();
  }
}
