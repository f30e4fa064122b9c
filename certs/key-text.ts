/** The text forms in which a private key is put into a file. */
import { type KeyObject, randomBytes } from 'node:crypto';
import type { FileValue } from '../suites/vocabulary.ts';

export type KeyForm = NonNullable<Extract<FileValue, { file: 'key' }>['form']>;

const forms = {
  pkcs8,
  unreadable: pkcs8,
  pkcs1: (key) => ofType(key, 'rsa', 'pkcs1').export({ type: 'pkcs1', format: 'pem' }) as string,
  sec1: (key) => ofType(key, 'ec', 'sec1').export({ type: 'sec1', format: 'pem' }) as string,
  encrypted,
  crlf: (key) => withCrlf(pkcs8(key)),
  preamble: (key) => withPreamble(pkcs8(key), 'Key of a server under test'),
} satisfies Record<KeyForm, (key: KeyObject) => string>;

/**
 * PEM text of the key.
 * @throws TypeError when the form does not exist for the type of the key: such a case is written wrongly
 */
export function keyText(key: KeyObject, form: KeyForm): string {
  return forms[form](key);
}

export function withCrlf(text: string): string {
  return text.replaceAll('\n', '\r\n');
}

/** Text before the first block, which parsers ignore (RFC 7468, section 2). */
export function withPreamble(pem: string, title: string): string {
  return `${title}\nIssued for one run; worthless elsewhere.\n\n${pem}`;
}

function pkcs8(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }) as string;
}

/** AES-256; the passphrase is forgotten at once, nobody can open it. */
function encrypted(key: KeyObject): string {
  const passphrase = randomBytes(24).toString('hex');
  return key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase }) as string;
}

function ofType(key: KeyObject, type: 'rsa' | 'ec', form: KeyForm): KeyObject {
  if (key.asymmetricKeyType === type) return key;
  throw new TypeError(
    `The key form ${form} exists for ${type} keys only; found a key of type ${key.asymmetricKeyType}. ` +
      `Ask for another form, or for an identity with an ${type} key.`,
  );
}
