/** Says of each kind of statement what it means, whatever file it is about. Pure. */
import type { Kind } from '../../../advise/schema.ts';

/** A title, and what to do. */
export const kindTexts: Record<Kind, readonly [title: string, help: string]> = {
  'in effect': ['A setting does what it says', 'Nothing to do.'],
  'never read': [
    'A variable that no program of the release reads',
    'It has no effect. Use the name that the release reads, or remove it.',
  ],
  'reaches no container': [
    'A variable that is set in a file and handed to no container',
    'A .env file fills in the ${…} of a Compose file and no more. Name the variable under environment, or use env_file.',
  ],
  'half a pair': [
    'A certificate without its key, or a key without its certificate',
    'Set both, or neither. The statement says what the release does with one half.',
  ],
  'bad value': ['A value that the release does not take', 'Use a value that the statement names.'],
  ignored: [
    'A setting that is read and has no effect, because another one is missing',
    'Set what the statement names as well, or remove the setting.',
  ],
  'turns on client certificates': [
    'A list of certificate authorities at a server, which makes it ask for client certificates',
    'Give every caller a certificate and its key, or leave the list out.',
  ],
  'asks for a client certificate that no caller has': [
    'A server that demands client certificates, and callers without one',
    'Give every caller a certificate and its key, or leave the list of authorities out.',
  ],
  'peer in plaintext': [
    'A caller that expects TLS, and a server without it',
    'Give the server a certificate and its key, or leave the list of authorities at the caller out.',
  ],
  'peer demands TLS': [
    'A server with TLS, and a caller without it',
    'Give the caller the list of authorities that signed the certificate of the server.',
  ],
  'name mismatch': [
    'A certificate that is not for the name under which the server is called',
    'Issue the certificate for that name, or call the server by a name that it holds.',
  ],
  'not mounted': [
    'A path that does not exist in the container',
    'Mount the file there, or correct the path.',
  ],
  'source missing': [
    'A file to be mounted that does not exist; Docker makes an empty folder in its place',
    'Make the file before the containers are started.',
  ],
  'not PEM': ['A file that holds no certificate or key in PEM form', 'Convert it, or name the right file.'],
  expired: ['A certificate that is no longer valid, or not yet', 'Renew it.'],
  'key does not match': [
    'A key that belongs to another certificate',
    'Use the key that the certificate was made for.',
  ],
  'readable by all': [
    'A private key that every user of the machine can read',
    'Take the permission away: chmod 600.',
  ],
  duplicate: ['A variable that is set twice; the last one counts', 'Remove one of them.'],
  unresolved: [
    'A value that is in none of the files',
    'Give the file that holds it. Until then nothing can be said of what depends on it.',
  ],
  'undefined variable': [
    'A variable that no file sets; Compose takes it as blank',
    'Give the file that sets it with --env-file, or the variable with --shell NAME=VALUE.',
  ],
  'the comment is the value': [
    'A line of a .env file on which the comment has become the value',
    'Put the comment on a line before, or write "" as the value.',
  ],
  'ends with a line break': [
    'A value that ends with a line break, so that it names no file and no host',
    'Encode it without the line break: printf %s VALUE | base64.',
  ],
  'no such service': [
    'Settings of a service that the release does not have',
    'Remove them, or choose another release.',
  ],
  'unknown product': [
    'Files in which nothing is a setting of Magistrala',
    'Check that these are the right files, and the right release.',
  ],
  'published in plaintext': [
    'A port without TLS that other machines can reach',
    'Publish it at 127.0.0.1 alone, or turn TLS on.',
  ],
  'does not start': ['A service that ends when it is started', 'Correct what the statement names.'],
  'no such peer': [
    'An address at which no container of the files listens',
    'Correct the address, or give the file that has the other container.',
  ],
  'not understood': ['A part of a file that is not as its format has it', 'Correct that line.'],
  'secret in clear': [
    'A password or key that stands in a file in clear text',
    'Keep it in a Secret, or in a file that is not shared.',
  ],
  'not read': ['A file that is named and was not read', 'Give it to check-env as well.'],
};
