/** Asks a listener in plaintext, in the protocol that it speaks. */
import type { Address } from '../../model/address.ts';
import type { PlainAnswer } from '../../model/observation.ts';
import { pingCoap } from './coap.ts';
import { connect } from './connect.ts';
import { converse } from './converse.ts';
import { defaultTimeoutMs, type ListenerProtocol, type ProbeOptions } from './protocol.ts';

/**
 * One request of the protocol in plaintext on a fresh connection. Ends within `timeoutMs` with a fact; a
 * connection that could not be made is `refused`, with the system's code as status.
 */
export async function probePlain(
  address: Address,
  protocol: ListenerProtocol,
  { signal, timeoutMs = defaultTimeoutMs, path }: ProbeOptions = {},
): Promise<PlainAnswer> {
  if (protocol === 'coap') return pingCoap(address, { signal, timeoutMs });
  const deadline = performance.now() + timeoutMs;
  const made = await connect(address, { timeoutMs, signal });
  if ('error' in made) return { answer: 'refused', status: made.error, bytes: '' };
  const left = deadline - performance.now();
  const heard = await converse(made.socket, { protocol, address, path, timeoutMs: left, signal });
  return { ...heard, bytes: heard.bytes.toString('hex') };
}
