/** What is looked for of a secret: its text as a whole, its bytes and numbers in pieces. */
import { keyTraces } from '../../../certs/key-leak.ts';

export interface Traces {
  /** Looked for as a whole, as it stands or escaped. */
  texts: readonly string[];
  /** Looked for in pieces, in every notation of bytes. */
  bytes: readonly Buffer[];
  /** In decimal, looked for in pieces. */
  numbers: readonly string[];
}

/** Fewer bytes than this, in whatever notation, could stand somewhere by chance. */
export const leastBytes = 6;

/** Of a private key in PEM. */
export const tracesOfKey = (pem: string): Traces => ({ texts: [], ...keyTraces(pem) });

/** Of passwords, tokens and other words. */
export const tracesOfText = (...texts: readonly string[]): Traces => {
  const said = texts.filter((text) => text !== '');
  return {
    texts: said,
    bytes: said.map((text) => Buffer.from(text)).filter(({ length }) => length >= leastBytes),
    numbers: [],
  };
};
