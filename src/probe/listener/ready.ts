/** Decides whether a listener is up. */
import { setImmediate as turnOfTheLoop, setTimeout as sleep } from 'node:timers/promises';
import type { Address } from '../../model/address.ts';
import { connect } from './connect.ts';
import { probePlain } from './plain.ts';
import type { ListenerProtocol, ProbeOptions } from './protocol.ts';
import { probeTls } from './tls.ts';

/**
 * A proxy in front of a container also accepts when the service does not listen. When it notices, it closes all its
 * connections within these ms of each other.
 */
const quietMs = 30;

/**
 * True when the listener answers its protocol in plaintext or completes a TLS handshake. A connection alone says
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

/** Waits until ends of connections are known, also in a thread that was busy meanwhile. */
const quiet = async (signal: AbortSignal | undefined): Promise<void> => {
  await sleep(quietMs, undefined, { signal });
  await turnOfTheLoop();
};

/** Asks nothing on a first connection: who ends that one too has not been asked, and is no MQTT service. */
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
    // With a status it was an error that ended it.
    if (answer !== 'closed' || status !== undefined || bytes !== '') return false;
    await quiet(bound.signal);
    return !silentEnded;
  } finally {
    silent.socket.destroy();
  }
}
