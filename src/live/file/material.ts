/** Reads the files and secrets that a deployment file names. */
import { createPrivateKey } from 'node:crypto';
import tls from 'node:tls';
import { keyFits, pemFacts } from '../../configuration/certificates.ts';
import { UsageError } from '../../model/errors.ts';
import { usersEnvironment } from '../../system/own-environment.ts';
import { readUserFile, sizes } from '../../system/read-user-file.ts';
import { shortestSecret } from '../without-secrets.ts';
import type { Identity } from './deployment.ts';
import type { Reading } from './reading.ts';

/** PEM of trust anchors. @throws UsageError */
export const readAuthority = (keys: readonly string[], path: string, reading: Reading): string => {
  if (path === 'system') return tls.getCACertificates('system').join('\n');
  return readCertificate(keys, path, reading);
};

/** PEM text with at least one certificate. @throws UsageError */
export const readCertificate = (keys: readonly string[], path: string, reading: Reading): string => {
  const text = textOf(keys, path, reading);
  const { isPem, certificates, labels } = pemFacts(text);
  if (certificates.length > 0) return text;
  const found = isPem ? `PEM with ${labels.slice(0, 3).join(', ')} alone` : 'no PEM';
  return reading.refuse(
    keys,
    `a PEM file with a certificate at ${path}`,
    found,
    'name the file of the certificate',
  );
};

/** @throws UsageError */
export const readIdentity = (
  keys: readonly string[],
  said: { certificate: string; key: string },
  reading: Reading,
): Identity => {
  const cert = readCertificate([...keys, 'certificate'], said.certificate, reading);
  const key = textOf([...keys, 'key'], said.key, reading);
  reading.secrets.add(key.trim());
  try {
    createPrivateKey(key);
  } catch {
    reading.refuse(
      [...keys, 'key'],
      `a PEM file with a private key at ${said.key}`,
      'none that can be read',
      'name a key that is not encrypted',
    );
  }
  if (keyFits(cert, key) === false) {
    reading.refuse(
      [...keys, 'key'],
      'the key of the certificate beside it',
      'the key of another one',
      'name the pair',
    );
  }
  return { cert, key };
};

/** A secret as written, of a variable (`env:NAME`), or of a file (`file:PATH`). @throws UsageError */
export const readSecret = (keys: readonly string[], said: string, reading: Reading): string => {
  const found = referredTo(keys, said, reading);
  if (found === '') reading.refuse(keys, 'a secret', 'an empty text', 'give the secret');
  if (found.length < shortestSecret)
    reading.refuse(
      keys,
      `a secret of at least ${shortestSecret} characters`,
      'a shorter one',
      'give the account a longer one: a shorter one cannot be told from other text, and kept out of the reports',
    );
  reading.secrets.add(found);
  return found;
};

const referredTo = (keys: readonly string[], said: string, reading: Reading): string => {
  if (said.startsWith('file:'))
    return textOf(keys, said.slice('file:'.length), reading).replace(/\r?\n$/, '');
  if (!said.startsWith('env:')) return said;
  const name = said.slice('env:'.length);
  const value = usersEnvironment()[name];
  if (value !== undefined) return value;
  const shown = /^[A-Z_][A-Z0-9_]{0,60}$/.test(name)
    ? `the variable ${name} of the environment`
    : 'a variable of the environment';
  return reading.refuse(keys, shown, 'none of that name', 'set it, or write file:PATH');
};

const textOf = (keys: readonly string[], path: string, reading: Reading): string => {
  try {
    return readUserFile(
      reading.fileAt(path),
      'a file',
      'correct the path; it starts from the folder of the deployment file',
      sizes.yaml,
    );
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return reading.refuse(keys, error.expected, error.found, error.todo);
  }
};
