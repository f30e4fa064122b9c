/** The text forms in which a private key is put into a file. */
import { type KeyObject, randomBytes } from 'node:crypto';
import type { FileValue } from '../suites/vocabulary.ts';
import { objectIdentifier } from './der.ts';

/** A key's own; `with-certificate` is a matter of two. */
export type KeyForm = Exclude<NonNullable<Extract<FileValue, { file: 'key' }>['form']>, 'with-certificate'>;

const forms = {
  pkcs8,
  unreadable: pkcs8,
  parameters: (key) => `${namedCurve(ofType(key, 'ec', 'parameters'))}${sec1(key, 'parameters')}`,
  pkcs1: (key) => ofType(key, 'rsa', 'pkcs1').export({ type: 'pkcs1', format: 'pem' }) as string,
  sec1: (key) => sec1(key, 'sec1'),
  encrypted,
  crlf: (key) => withCrlf(pkcs8(key)),
  preamble: (key) => withPreamble(pkcs8(key), 'Key of a server under test'),
  blanks: (key) => withBlanks(pkcs8(key)),
  bom: (key) => withBom(pkcs8(key)),
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

/** Blank lines around the blocks, and a blank at the end of each line (`*WSP` in RFC 7468, section 3). */
export function withBlanks(pem: string): string {
  return `\n\n${pem.replaceAll('-----BEGIN', '\n-----BEGIN').replaceAll('\n', ' \n')}\n\n`;
}

/** As editors of some systems begin a text file. */
export function withBom(pem: string): string {
  return `\uFEFF${pem}`;
}

/** Object identifiers of named curves (RFC 5480, section 2.1.1.1). */
const curves: Record<string, string> = { prime256v1: '1.2.840.10045.3.1.7', secp384r1: '1.3.132.0.34' };

/** The block that `openssl ecparam -genkey` writes before the key. */
function namedCurve(key: KeyObject): string {
  const curve = objectIdentifier(curves[key.asymmetricKeyDetails?.namedCurve ?? '']!);
  return `-----BEGIN EC PARAMETERS-----\n${curve.toString('base64')}\n-----END EC PARAMETERS-----\n`;
}

function pkcs8(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }) as string;
}

function sec1(key: KeyObject, form: KeyForm): string {
  return ofType(key, 'ec', form).export({ type: 'sec1', format: 'pem' }) as string;
}

/** Encrypts the key with AES-256. The passphrase is not kept, so that the file cannot be decrypted. */
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
