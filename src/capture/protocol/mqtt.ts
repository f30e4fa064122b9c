/** Reads of an MQTT CONNECT in plaintext its level and its flags, and of the CONNACK its code; no field is kept. */
import type { CapturedMqtt } from '../model.ts';
import type { Reading } from './reading.ts';

/** Undefined: this is no CONNECT, or not yet enough of one. */
export const readConnect = (bytes: Buffer): CapturedMqtt | undefined => {
  if (bytes[0] !== 0x10) return undefined;
  let at = 1;
  while (at < 5 && (bytes[at] ?? 0) & 0x80) at += 1;
  at += 1;
  if (at + 2 > bytes.length) return undefined;
  const level = at + 2 + bytes.readUInt16BE(at);
  if (level + 2 > bytes.length) return undefined;
  const flags = bytes[level + 1]!;
  return { level: bytes[level]!, username: (flags & 0x80) !== 0, password: (flags & 0x40) !== 0 };
};

/** Return code (MQTT 3.1.1 section 3.2) or reason code (MQTT 5 section 3.2). */
export const readConnack = (bytes: Buffer): number | undefined =>
  bytes[0] === 0x20 && bytes.length >= 4 ? bytes[3] : undefined;

/** Bytes of a CONNECT of MQTT 3.1.1 with an empty client id. */
const leastConnect = 14;

export const readMqtt = (client: Buffer, server: Buffer): Reading => {
  const mqtt = readConnect(client);
  if (!mqtt) return { settled: false };
  const connack = readConnack(server);
  return {
    mqtt: { ...mqtt, ...(connack !== undefined && { connack }) },
    ...(mqtt.password && { credentials: true as const }),
    settled: client.length >= leastConnect && (server.length >= 7 || connack !== undefined),
  };
};
