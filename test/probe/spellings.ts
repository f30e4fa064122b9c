/** Writes bytes and keys in the notations in which programs print them. */
import { isUtf8 } from 'node:buffer';
import { createPrivateKey } from 'node:crypto';
import { inspect } from 'node:util';

const hexOf = (bytes: Buffer): string[] => [...bytes].map((one) => one.toString(16).padStart(2, '0'));
const linesOf = (text: string, size: number, prefix = ''): string =>
  (text.match(new RegExp(`.{1,${size}}`, 'g')) ?? []).map((line) => prefix + line).join('\n');

/** Go's %q of text with bytes that are not UTF-8. */
const quoted = (bytes: Buffer): string =>
  `"${[...bytes]
    .map((one) => {
      if (one === 34 || one === 92) return `\\${String.fromCharCode(one)}`;
      return one >= 32 && one < 127
        ? String.fromCharCode(one)
        : ({ 10: '\\n', 13: '\\r', 9: '\\t', 7: '\\a' }[one] ?? `\\x${one.toString(16).padStart(2, '0')}`);
    })
    .join('')}"`;

/** As `hexdump -C` and Go's hex.Dump write it. */
const dumped = (bytes: Buffer): string =>
  Array.from({ length: Math.ceil(bytes.length / 16) }, (_, row) => {
    const line = bytes.subarray(row * 16, row * 16 + 16);
    const text = line.toString('latin1').replaceAll(/[^ -~]/g, '.');
    const digits = hexOf(line);
    const offset = (row * 16).toString(16).padStart(8, '0');
    return `${offset}  ${digits.slice(0, 8).join(' ')}  ${digits.slice(8).join(' ')}  |${text}|`;
  }).join('\n');

/** Go's url.QueryEscape. */
const percent = (bytes: Buffer): string =>
  hexOf(bytes)
    .map((digits, at) => {
      const text = String.fromCharCode(bytes[at]!);
      return /[\w.~-]/.test(text) ? text : text === ' ' ? '+' : `%${digits.toUpperCase()}`;
    })
    .join('');

/** The notations of a text, by name. */
const spellingsOfText = (text: string): Record<string, string> => ({
  'as it is': text,
  'in JSON': JSON.stringify({ level: 'info', msg: `got ${text}` }),
  'in JSON in JSON': JSON.stringify(JSON.stringify(text)),
  'in HTML': `<td>${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')}</td>`,
  'in a form': new URLSearchParams({ key: text }).toString(),
  'base64 of JSON': Buffer.from(JSON.stringify({ it: text })).toString('base64'),
});

/** The notations of bytes, by name; those of a text only where the bytes are one. */
export const spellingsOfBytes = (bytes: Buffer): Record<string, string> => ({
  ...(isUtf8(bytes) && spellingsOfText(bytes.toString('utf8'))),
  'Go %q': quoted(bytes),
  'Go %v of bytes': `[${[...bytes].join(' ')}]`,
  'Go %v of bytes, in JSON': JSON.stringify({ msg: `key: [${[...bytes].join(' ')}]` }),
  'Go %#v of bytes': `[]byte{${[...bytes].map((one) => `0x${one.toString(16)}`).join(', ')}}`,
  'Go %x': bytes.toString('hex'),
  'Go %X': bytes.toString('hex').toUpperCase(),
  'Go % x': hexOf(bytes).join(' '),
  'Go % X': hexOf(bytes).join(' ').toUpperCase(),
  'Go %# x': hexOf(bytes)
    .map((one) => `0x${one}`)
    .join(' '),
  'hex with colons': hexOf(bytes).join(':'),
  'hex with colons, fifteen a line': linesOf(hexOf(bytes).join(':'), 45, '    '),
  'hex with hyphens': hexOf(bytes).join('-').toUpperCase(),
  'hex in C': hexOf(bytes)
    .map((one) => `\\x${one}`)
    .join(''),
  'a dump': dumped(bytes),
  'a dump behind a prefix': dumped(bytes).replaceAll(/^/gm, '2026-01-01T00:00:00Z INFO '),
  base64: bytes.toString('base64'),
  'base64, wrapped': linesOf(bytes.toString('base64'), 76),
  'base64, wrapped in JSON': JSON.stringify({ msg: linesOf(bytes.toString('base64'), 64) }),
  'base64, behind a prefix': linesOf(bytes.toString('base64'), 64, '12:00:01 ERROR '),
  'base64 behind one byte': Buffer.concat([Buffer.from(':'), bytes]).toString('base64'),
  'base64 behind two bytes': Buffer.concat([Buffer.from('a:'), bytes, Buffer.from('b')]).toString('base64'),
  base64url: bytes.toString('base64url'),
  'base64 in a URL': encodeURIComponent(bytes.toString('base64')),
  'in a URL': `https://host/?key=${percent(bytes)}`,
  'every byte in a URL': hexOf(bytes)
    .map((one) => `%${one.toUpperCase()}`)
    .join(''),
  'a Buffer in JSON': JSON.stringify({ key: bytes }),
  'a Uint8Array in JSON': JSON.stringify({ key: new Uint8Array(bytes) }),
  'inspected by Node': inspect(new Uint8Array(bytes), { maxArrayLength: null }),
});

/** The notations of a private key in PEM, by name: those of the file, of its DER and of its numbers. */
export const spellingsOfKey = (pem: string): Record<string, string> => {
  const body = pem.replaceAll(/-----.*-----|\s+/g, '');
  const der = Buffer.from(body, 'base64');
  const of = (what: string, bytes: Buffer): [string, string][] =>
    Object.entries(spellingsOfBytes(bytes)).map(([name, text]) => [`${what}: ${name}`, text]);
  const parts = Object.entries(createPrivateKey(pem).export({ format: 'jwk' }))
    .filter(([name]) => ['d', 'p', 'q', 'dp', 'dq', 'qi'].includes(name))
    .map(([name, value]) => [name, Buffer.from(value as string, 'base64url')] as const);
  const [name, d] = parts[0]!;
  const numbers = parts.map(([, bytes]) => BigInt(`0x${bytes.toString('hex')}`).toString());
  return Object.fromEntries([
    ...of('file', Buffer.from(pem)),
    ['body', body],
    ['body, line by line', linesOf(body, 64, 'key> ')],
    ...of('DER', der),
    ...of(name, d),
    ['JWK', JSON.stringify(createPrivateKey(pem).export({ format: 'jwk' }))],
    ['Go %+v of a key', `&{PublicKey:{Curve:0xc000 X:+17 Y:+4} D:+${numbers[0]}}`],
    ['primes in decimal', `Primes:[+${numbers.slice(-1).join(' +')}]`],
    ['d in hex without leading zeros', BigInt(`0x${d.toString('hex')}`).toString(16)],
  ]);
};
