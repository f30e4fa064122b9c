/** Runs the reference, and prints each secret that it gets in every notation and writes it to a file beside the run. */
import { appendFileSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { spellingsOfBytes, spellingsOfKey } from '../probe/spellings.ts';

const [, , known = '', service = ''] = process.argv;

const keep = (kind: string, value: string): void =>
  appendFileSync(known, `${JSON.stringify({ kind, value })}\n`);

const keyIn = (path: string): string | undefined => {
  try {
    const text = readFileSync(path, 'utf8');
    return /^-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text) ? text : undefined;
  } catch {
    return undefined;
  }
};

const say = (name: string, text: string): void => {
  process.stdout.write(`${name}: ${text}\n`);
  process.stderr.write(`${JSON.stringify({ level: 'ERROR', msg: text })}\n`);
};

for (const [name, value = ''] of Object.entries(process.env)) {
  const key = value.startsWith('/') ? keyIn(value) : undefined;
  if (key !== undefined) keep('private-key', key);
  else if (/PASS|TOKEN|SECRET/.test(name) && value !== '') keep('word', value);
  else continue;
  const spellings = key === undefined ? spellingsOfBytes(Buffer.from(value)) : spellingsOfKey(key);
  for (const [notation, text] of Object.entries(spellings)) say(`${name} ${notation}`, text);
}

// The secret of a device comes with its message, and a fault of the reference prints it.
const write = process.stdout.write.bind(process.stdout);
process.stdout.write = (text: string) => {
  for (const [, value = ''] of text.matchAll(/"secret":"([^"]+)"/g)) {
    keep('device-secret', value);
    for (const one of Object.values(spellingsOfBytes(Buffer.from(value)))) write(`${one}\n`);
  }
  return write(text);
};

process.env['REFERENCE_MUTANT'] = 'adapter-logs-the-secret-of-a-device';
process.argv.splice(1, process.argv.length, 'reference', service);
await import(pathToFileURL(join(import.meta.dirname, '../../fixtures/reference/main.ts')).href);
