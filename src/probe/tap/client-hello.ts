/** Reads a ClientHello (RFC 8446 section 4.1.2; extensions: RFC 6066, 7301, 8446). */
export interface ClientHello {
  sni?: string;
  alpn: string[];
  /** Offered versions, newest first as the client lists them; without supported_versions the legacy version. */
  versions: string[];
  /** True without supported_versions: the one version is then the newest that the client accepts. */
  newestOnly?: true;
}

export type HelloReading =
  { state: 'incomplete' } | { state: 'malformed' } | { state: 'complete'; hello: ClientHello };

/** A ClientHello with post-quantum key shares has about 1.6 kB; larger than this is not read. */
export const maxHelloBytes = 16_384;

const handshakeRecord = 0x16;
const clientHello = 0x01;
const extension = { serverName: 0x0000, alpn: 0x0010, supportedVersions: 0x002b };

/** Reads the first handshake message of a TLS connection; it may be spread over several records. */
export function readClientHello(bytes: Buffer): HelloReading {
  const message = handshakeMessage(bytes);
  if (typeof message === 'string') return { state: message };
  try {
    return { state: 'complete', hello: parse(new Reader(message)) };
  } catch (error) {
    if (error instanceof RangeError) return { state: 'malformed' };
    throw error;
  }
}

/** Numbers of the cipher suites that a complete ClientHello offers, in its order. */
export function suitesOf(bytes: Buffer): number[] | undefined {
  const message = handshakeMessage(bytes);
  if (typeof message === 'string' || readClientHello(bytes).state !== 'complete') return undefined;
  const reader = new Reader(message);
  reader.take(2 + 32);
  reader.vector(1);
  const suites = new Reader(reader.vector(2));
  const numbers: number[] = [];
  while (!suites.done) numbers.push(suites.number(2));
  return numbers;
}

/** Body of the ClientHello, without its four bytes of type and length. */
function handshakeMessage(bytes: Buffer): Buffer | 'incomplete' | 'malformed' {
  const fragments: Buffer[] = [];
  let have = 0;
  for (let at = 0; ;) {
    if (bytes.length < at + 5) return 'incomplete';
    if (bytes[at] !== handshakeRecord || bytes[at + 1] !== 3) return 'malformed';
    const length = bytes.readUInt16BE(at + 3);
    const fragment = bytes.subarray(at + 5, at + 5 + length);
    fragments.push(fragment);
    have += fragment.length;
    const message = fragments.length === 1 ? fragment : Buffer.concat(fragments);
    if (have >= 1 && message[0] !== clientHello) return 'malformed';
    if (have >= 4) {
      const size = message.readUIntBE(1, 3);
      if (size > maxHelloBytes) return 'malformed';
      if (have >= 4 + size) return message.subarray(4, 4 + size);
    }
    if (fragment.length < length) return 'incomplete';
    at += 5 + length;
  }
}

function parse(reader: Reader): ClientHello {
  const hello: ClientHello = { alpn: [], versions: [versionName(reader.number(2))], newestOnly: true };
  reader.take(32);
  reader.vector(1);
  reader.vector(2);
  reader.vector(1);
  if (reader.done) return hello;
  const extensions = new Reader(reader.vector(2));
  while (!extensions.done) {
    const type = extensions.number(2);
    const content = new Reader(extensions.vector(2));
    if (type === extension.serverName) {
      const name = serverName(new Reader(content.vector(2)));
      if (name !== undefined) hello.sni = name;
    } else if (type === extension.alpn) {
      const names = new Reader(content.vector(2));
      while (!names.done) hello.alpn.push(names.vector(1).toString('latin1'));
    } else if (type === extension.supportedVersions) {
      const list = new Reader(content.vector(1));
      hello.versions = [];
      delete hello.newestOnly;
      while (!list.done) {
        const version = list.number(2);
        if (!isGrease(version)) hello.versions.push(versionName(version));
      }
    }
  }
  return hello;
}

function serverName(names: Reader): string | undefined {
  while (!names.done) {
    const hostName = names.number(1) === 0;
    const name = names.vector(2).toString('latin1');
    if (hostName) return name;
  }
  return undefined;
}

/** RFC 8701 (GREASE): reserved values that clients insert. */
const isGrease = (value: number): boolean => (value & 0x0f0f) === 0x0a0a && value >> 8 === (value & 0xff);

/** The names that Node uses. */
export function versionName(version: number): string {
  switch (version) {
    case 0x0300:
      return 'SSLv3';
    case 0x0301:
      return 'TLSv1';
    case 0x0302:
      return 'TLSv1.1';
    case 0x0303:
      return 'TLSv1.2';
    case 0x0304:
      return 'TLSv1.3';
    default:
      return `0x${version.toString(16).padStart(4, '0')}`;
  }
}

/** Reads big-endian numbers and length-prefixed vectors; RangeError when the bytes end early. */
class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.#at >= this.#bytes.length;
  }

  take(length: number): Buffer {
    if (this.#at + length > this.#bytes.length) throw new RangeError('the message ends early');
    const taken = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return taken;
  }

  number(length: 1 | 2): number {
    return this.take(length).readUIntBE(0, length);
  }

  vector(lengthBytes: 1 | 2): Buffer {
    return this.take(this.number(lengthBytes));
  }
}
