/** Prints the CPU time, in ms, of each of five times that all key material of a run is made. */
import { createAuthorities, parseAuthorities, serializeAuthorities } from '../../certs/authorities.ts';
import { fileContent } from '../../certs/files.ts';
import { identitiesFor } from '../../certs/identities.ts';
import type { FileValue, Identity } from '../../suites/vocabulary.ts';

const identities: Identity[] = [
  ...(['right', 'right-rsa', 'right-chain', 'wrong-name', 'other-ca'] as const),
  ...(['expired', 'not-yet-valid', 'self-signed', 'client', 'client-other-ca'] as const),
];
const files: FileValue[] = [
  ...identities.map((of): FileValue => ({ file: 'certificate', of })),
  ...(['crlf', 'preamble'] as const).map((form): FileValue => ({ file: 'certificate', of: 'right', form })),
  ...(['pkcs8', 'sec1', 'encrypted', 'crlf', 'preamble', 'unreadable'] as const).map((form): FileValue => ({
    file: 'key',
    of: 'right',
    form,
  })),
  ...(['pkcs8', 'pkcs1', 'encrypted'] as const).map((form): FileValue => ({
    file: 'key',
    of: 'right-rsa',
    form,
  })),
  ...(['pem', 'comments', 'der', 'unreadable'] as const).map((form): FileValue => ({
    file: 'ca',
    of: ['right', 'other', 'expired'],
    form,
  })),
  ...(['missing', 'empty', 'garbage', 'directory'] as const).map((as): FileValue => ({
    file: 'damaged',
    as,
    name: 'key',
  })),
];

async function everything(): Promise<number> {
  const before = process.cpuUsage();
  const authorities = parseAuthorities(await serializeAuthorities(await createAuthorities()));
  const identity = identitiesFor(authorities, { label: 'speed', names: ['localhost'], ips: ['127.0.0.1'] });
  await Promise.all(identities.map((one) => identity(one)));
  await Promise.all(files.map((value) => fileContent(value, { name: 'file', authorities, identity })));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

for (let time = 0; time < 5; time++) console.log(await everything());
