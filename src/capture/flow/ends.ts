/** Names the two ends of a packet by bytes: one key for both directions, and addresses as text where they are needed. */
import type { Packet } from '../packet/packet.ts';
import type { CapturedEnd } from '../model.ts';
import type { End } from './tcp-flow.ts';

/** Address of 16 bytes and port, twice. */
const scratch = Buffer.alloc(36);

export class EndsKey {
  /** Lower end first, both as address and port in bytes. */
  key = '';
  /** Which of the two sent the packet. */
  from: End = 0;

  of(packet: Packet): void {
    const { bytes, source, destination, addressBytes, sourcePort, destinationPort } = packet;
    let order = 0;
    for (let at = 0; order === 0 && at < addressBytes; at += 1)
      order = bytes[source + at]! - bytes[destination + at]!;
    const isFirst = (order || sourcePort - destinationPort) <= 0;
    this.from = isFirst ? 0 : 1;
    const end = addressBytes + 2;
    write(bytes.subarray(source, source + addressBytes), isFirst ? 0 : end, sourcePort);
    write(bytes.subarray(destination, destination + addressBytes), isFirst ? end : 0, destinationPort);
    this.key = scratch.toString('latin1', 0, 2 * end);
  }
}

const write = (address: Buffer, to: number, port: number): void => {
  scratch.set(address, to);
  scratch.writeUInt16BE(port, to + address.length);
};

export const endsOfKey = (key: string): readonly [CapturedEnd, CapturedEnd] => {
  const bytes = Buffer.from(key, 'latin1');
  const half = bytes.length / 2;
  return [endOf(bytes.subarray(0, half)), endOf(bytes.subarray(half))];
};

const endOf = (bytes: Buffer): CapturedEnd => ({
  address: addressText(bytes.subarray(0, -2)),
  port: bytes.readUInt16BE(bytes.length - 2),
});

/** RFC 5952: the longest run of zero groups, the first of equal ones, is written `::`. */
const addressText = (bytes: Buffer): string => {
  if (bytes.length === 4) return bytes.join('.');
  if (bytes.readUIntBE(0, 6) === 0 && bytes.readUIntBE(6, 6) === 0xffff) {
    return `::ffff:${bytes.subarray(12).join('.')}`;
  }
  const groups = Array.from({ length: 8 }, (_, at) => bytes.readUInt16BE(at * 2).toString(16));
  const runs = [
    ...groups
      .map((group) => (group === '0' ? '0' : 'x'))
      .join('')
      .matchAll(/0{2,}/g),
  ];
  const longest = runs.toSorted((a, b) => b[0].length - a[0].length)[0];
  if (!longest) return groups.join(':');
  const after = longest.index + longest[0].length;
  return `${groups.slice(0, longest.index).join(':')}::${groups.slice(after).join(':')}`;
};
