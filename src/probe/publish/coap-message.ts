/** The part of CoAP's message format (RFC 7252 section 3) that one POST and its answer need. */

export const messageType = { confirmable: 0, nonConfirmable: 1, acknowledgement: 2, reset: 3 } as const;
const post = 0x02;
const option = { uriPath: 11, contentFormat: 12, uriQuery: 15 };
const applicationJson = 50;
const payloadMarker = 0xff;

export interface CoapMessage {
  type: number;
  /** `2.01`; `0.00` for an empty message. */
  code: string;
  id: number;
  token: Buffer;
}

export interface Post {
  id: number;
  token: Buffer;
  /** Path segments and query arguments as they are meant: CoAP knows no percent signs. */
  segments: readonly string[];
  queries: readonly string[];
  payload: Uint8Array;
}

export function encodePost({ id, token, segments, queries, payload }: Post): Buffer {
  const options: [number, Buffer][] = [
    ...segments.map((segment): [number, Buffer] => [option.uriPath, Buffer.from(segment)]),
    [option.contentFormat, Buffer.from([applicationJson])],
    ...queries.map((query): [number, Buffer] => [option.uriQuery, Buffer.from(query)]),
  ];
  const parts: Uint8Array[] = [header(messageType.confirmable, post, id, token)];
  let last = 0;
  for (const [number, value] of options) {
    parts.push(encodeOption(number - last, value));
    last = number;
  }
  return Buffer.concat([...parts, Buffer.from([payloadMarker]), payload]);
}

/** An empty message of a type: acknowledges or resets the message with this id. */
export const encodeEmpty = (type: number, id: number): Buffer => header(type, 0, id, Buffer.alloc(0));

/** `undefined` for what is no CoAP message. */
export function decode(bytes: Buffer): CoapMessage | undefined {
  if (bytes.length < 4 || bytes[0]! >> 6 !== 1) return undefined;
  const tokenLength = bytes[0]! & 0x0f;
  if (tokenLength > 8 || bytes.length < 4 + tokenLength) return undefined;
  return {
    type: (bytes[0]! >> 4) & 3,
    code: `${bytes[1]! >> 5}.${String(bytes[1]! & 0x1f).padStart(2, '0')}`,
    id: bytes.readUInt16BE(2),
    token: bytes.subarray(4, 4 + tokenLength),
  };
}

function header(type: number, code: number, id: number, token: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0x40 | (type << 4) | token.length, code, id >> 8, id & 0xff]), token]);
}

/** Delta and length as nibbles; 13 and 14 announce one or two bytes more (section 3.1). */
function encodeOption(delta: number, value: Buffer): Buffer {
  const [deltaNibble, deltaRest] = nibble(delta);
  const [lengthNibble, lengthRest] = nibble(value.length);
  return Buffer.concat([
    Buffer.from([(deltaNibble << 4) | lengthNibble, ...deltaRest, ...lengthRest]),
    value,
  ]);
}

function nibble(value: number): [number, number[]] {
  if (value < 13) return [value, []];
  if (value < 269) return [13, [value - 13]];
  return [14, [(value - 269) >> 8, (value - 269) & 0xff]];
}
