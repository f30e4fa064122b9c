/** Finds out which form a capture has, and chooses what reads it. */
import type { Decoder, FrameSink } from './frame.ts';
import { PcapDecoder } from './pcap.ts';
import { PcapngDecoder } from './pcapng.ts';

/** The first bytes that decide the form. */
export const magicBytes = 24;

/** Undefined: this is no capture. */
export const decoderFor = (bytes: Buffer, sink: FrameSink): Decoder | undefined => {
  if (bytes.length < 4) return undefined;
  if (bytes.readUInt32BE(0) === 0x0a0d0d0a) {
    const known = bytes.length >= 12 && [0x1a2b3c4d, 0x4d3c2b1a].includes(bytes.readUInt32BE(8));
    return known ? new PcapngDecoder(sink) : undefined;
  }
  return PcapDecoder.for(bytes, sink);
};
