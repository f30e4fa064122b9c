/** Sends a message to the MQTT adapter. */
import { randomBytes } from 'node:crypto';
import { connect, type IClientOptions } from 'mqtt';
import { writeToStream } from 'mqtt-packet';
import { codeOf } from '../error-code.ts';
import { settleWithin } from '../../system/wait.ts';
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

// Otherwise its first packet makes the bytes of all 65,536 numbers: 25 ms and 7 MiB in every thread, for a few packets.
writeToStream.cacheNumbers = false;

/** MQTT 3.1.1, QoS 1, no second attempt: `PUBACK`, `CONNACK 0, closed`, `CONNACK 5`, `closed without CONNACK`. */
export async function publishMqtt(request: PublishRequest, signal?: AbortSignal): Promise<Fate> {
  const { address, clientId, secret, body, templates, timeoutMs } = request;
  const options: IClientOptions = {
    host: address.host,
    port: address.port,
    protocol: request.tls ? 'mqtts' : 'mqtt',
    ...(request.tls && tlsOptions(request.tls)),
    protocolVersion: 4,
    clientId: `conformance-${randomBytes(6).toString('hex')}`,
    username: clientId,
    password: secret,
    clean: true,
    reconnectPeriod: 0,
    // The bound of this call must end before the library's own timeout.
    connectTimeout: timeoutMs * 2,
  };
  let connected = false;
  const late = (): Fate => hung(connected ? 'CONNACK 0, no PUBACK' : 'no CONNACK');
  return settleWithin(timeoutMs, signal, late, (settle) => {
    const client = connect(options);
    client.on('connect', () => {
      connected = true;
      client.publish(fill(templates.mqtt.topic, request), Buffer.from(body), { qos: 1 }, (error) => {
        settle(error ? refused('CONNACK 0, closed') : accepted('PUBACK'));
      });
    });
    client.on('error', (error) => settle(failure(error)));
    client.on('close', () => settle(refused(connected ? 'CONNACK 0, closed' : 'closed without CONNACK')));
    return () => {
      client.on('error', () => {});
      client.end(true);
    };
  });
}

/** A refusing CONNACK has a number as its code; any other code is an error of the connection. */
function failure(error: Error & { code?: number | string }): Fate {
  if (typeof error.code === 'number') return refused(`CONNACK ${error.code}`);
  const fate = failed(codeOf(error));
  return fate.detail === 'closed' ? refused('closed without CONNACK') : fate;
}
