/** Asks an address in plaintext, in the protocol of its endpoint. */
import type { PlainAnswer } from '../../model/observation.ts';
import { probePlain } from '../../probe/listener.ts';
import { connect } from '../../probe/listener/connect.ts';
import { converse } from '../../probe/listener/converse.ts';
import type { LiveAddress } from '../file/deployment.ts';
import type { LiveProtocol } from '../file/schema.ts';
import { askMqttOverWebSocket } from './mqtt-ws.ts';
import type { Pace } from './pace.ts';

interface Bounds {
  pace: Pace;
  timeoutMs: number;
  signal: AbortSignal;
}

/** CONNECT of MQTT 5 with a clean start and no client identifier: a listener of MQTT 5 alone closes on an older one. */
const mqtt5Connect = Buffer.from('100d00044d5154540502000a000000', 'hex');

export const askPlain = async (
  protocol: LiveProtocol,
  address: LiveAddress,
  ip: string,
  { pace, timeoutMs, signal }: Bounds,
): Promise<PlainAnswer> => {
  const at = { host: ip, port: address.port };
  const { host, path } = address;
  if (protocol !== 'mqtt-ws') {
    const first = await probePlain(at, protocol, { timeoutMs, signal, ...(path !== undefined && { path }) });
    if (protocol !== 'mqtt' || first.answer !== 'closed' || first.status !== undefined) return first;
    await pace.turn();
    const second = await connect(at, { timeoutMs, signal });
    if ('error' in second) return first;
    const heard = await converse(second.socket, {
      ...{ protocol, address: at, request: mqtt5Connect, timeoutMs, signal },
    });
    return heard.answer === 'answered' ? { ...heard, bytes: heard.bytes.toString('hex') } : first;
  }
  const made = await connect(at, { timeoutMs, signal });
  if ('error' in made) return { answer: 'refused', status: made.error, bytes: '' };
  return askMqttOverWebSocket(made.socket, { host, path: path ?? '/mqtt', timeoutMs, signal });
};
