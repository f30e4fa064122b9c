/** Takes the records of one direction of a TLS connection apart, up to where they are encrypted. */

export const record = { changeCipherSpec: 20, alert: 21, handshake: 22, applicationData: 23 } as const;

export interface HandshakeMessage {
  type: number;
  /** Without the four bytes of type and length; less than `size` where the rest is missing. */
  body: Buffer;
  size: number;
}

export interface TlsDirection {
  messages: HandshakeMessage[];
  alert?: { level: number; description: number };
  /** Records that are encrypted, or that say that the next ones are, have begun. */
  encrypted: boolean;
  /** What does not look like a TLS record stands where one should begin. */
  broken: boolean;
}

/** RFC 8446 section 5.2, with room for what older versions add. */
const mostRecordBytes = 2 ** 14 + 2048;

/** The header of a TLS record of any type. */
export const beginsRecord = (bytes: Buffer): boolean =>
  bytes.length >= 5 &&
  bytes[0]! >= record.changeCipherSpec &&
  bytes[0]! <= record.applicationData &&
  bytes[1] === 3 &&
  bytes[2]! <= 4 &&
  bytes.readUInt16BE(3) <= mostRecordBytes;

/**
 * @param retried a HelloRetryRequest was sent: what says that encryption begins then stands for nothing, and plaintext
 *   follows it (RFC 8446, appendix D.4)
 */
export const readDirection = (bytes: Buffer, retried = false): TlsDirection => {
  const fragments: Buffer[] = [];
  const direction: TlsDirection = { messages: [], encrypted: false, broken: false };
  for (let at = 0; at + 5 <= bytes.length;) {
    const header = bytes.subarray(at, at + 5);
    if (!beginsRecord(header)) {
      direction.broken = true;
      break;
    }
    const length = header.readUInt16BE(3);
    const fragment = bytes.subarray(at + 5, at + 5 + length);
    if (header[0] === record.alert && length === 2 && fragment.length === 2) {
      direction.alert ??= { level: fragment[0]!, description: fragment[1]! };
    } else if (header[0] === record.handshake) fragments.push(fragment);
    else if (!retried || header[0] !== record.changeCipherSpec) {
      direction.encrypted = true;
      break;
    }
    at += 5 + length;
  }
  direction.messages = messagesOf(fragments.length === 1 ? fragments[0]! : Buffer.concat(fragments));
  return direction;
};

const messagesOf = (bytes: Buffer): HandshakeMessage[] => {
  const messages: HandshakeMessage[] = [];
  for (let at = 0; at + 4 <= bytes.length;) {
    const size = bytes.readUIntBE(at + 1, 3);
    messages.push({ type: bytes[at]!, size, body: bytes.subarray(at + 4, at + 4 + size) });
    at += 4 + size;
  }
  return messages;
};
