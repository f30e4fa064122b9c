/** Reads of a plaintext HTTP/1.1 request its method and what it asks to change to; no path and no value is kept. */
import type { CapturedHttp } from '../model.ts';
import type { Reading } from './reading.ts';
import { readConnack, readConnect } from './mqtt.ts';

const separator = '\r\n\r\n';

export const readHttp = (client: Buffer, server: Buffer): Reading => {
  const end = client.indexOf(separator);
  const head = client.subarray(0, end < 0 ? client.length : end).toString('latin1');
  const [requestLine = '', ...lines] = head.split('\r\n');
  const headers = new Map(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, Math.max(0, colon)).toLowerCase(), line.slice(colon + 1).trim()] as const;
    }),
  );
  const [method = '', target = ''] = requestLine.split(' ');
  const http: CapturedHttp = { method };
  const asked = headers.get('upgrade')?.toLowerCase();
  if (asked !== undefined) http.upgrade = asked === 'websocket' || asked === 'h2c' ? asked : 'other';
  if (/(^|,)\s*mqtt/i.test(headers.get('sec-websocket-protocol') ?? '')) http.mqtt = true;
  const [, status] = /^HTTP\/1\.\d (\d{3})/.exec(server.subarray(0, 12).toString('latin1')) ?? [];
  if (status !== undefined) http.status = Number(status);
  const socket = http.upgrade === 'websocket' && end >= 0 ? readSocket(client, server, end) : undefined;
  const hasCredentials =
    headers.has('authorization') ||
    headers.has('proxy-authorization') ||
    /[?&](authorization|token|access_token|password)=/i.test(target) ||
    socket?.mqtt?.password === true;
  const answered = end >= 0 && server.length >= 12;
  return {
    http,
    ...(socket?.mqtt && { mqtt: socket.mqtt }),
    ...(hasCredentials && { credentials: true as const }),
    settled: answered && (status !== '101' || socket === undefined || socket.settled),
  };
};

/** The first message of a WebSocket, where it is an MQTT CONNECT (MQTT 5 section 6), and what answers it. */
const readSocket = (client: Buffer, server: Buffer, headEnd: number): Pick<Reading, 'mqtt' | 'settled'> => {
  const sent = unframed(client.subarray(headEnd + separator.length));
  const serverEnd = server.indexOf(separator);
  const answer = serverEnd < 0 ? undefined : unframed(server.subarray(serverEnd + separator.length));
  const mqtt = sent && readConnect(sent);
  const connack = answer && readConnack(answer);
  if (!mqtt) return { settled: (sent?.length ?? 0) >= 16 };
  return {
    mqtt: { ...mqtt, ...(connack !== undefined && { connack }), overWebSocket: true },
    settled: (answer?.length ?? 0) >= 4,
  };
};

/** Payload of the first frame (RFC 6455 section 5.2), as far as it is there; undefined: not even its header is. */
const unframed = (bytes: Buffer): Buffer | undefined => {
  if (bytes.length < 2) return undefined;
  const masked = (bytes[1]! & 0x80) !== 0;
  const short = bytes[1]! & 0x7f;
  const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
  const begin = 2 + lengthBytes + (masked ? 4 : 0);
  if (bytes.length < begin) return undefined;
  // A CONNECT's fixed part is wanted, and no more; longer lengths than the bytes at hand change nothing.
  const length = lengthBytes === 0 ? short : lengthBytes === 2 ? bytes.readUInt16BE(2) : bytes.length;
  const payload = bytes.subarray(begin, begin + Math.min(length, 64));
  if (!masked) return payload;
  const mask = bytes.subarray(begin - 4, begin);
  return Buffer.from(payload.map((byte, at) => byte ^ mask[at % 4]!));
};
