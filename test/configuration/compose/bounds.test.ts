/** Holds the reader to its bounds, and to its silence about the texts of values. */
import { expect, test } from 'vitest';
import { UsageError } from '../../../src/model/errors.ts';
import { container, read, remarks, service, type Files } from './project.ts';

const refusal = (files: Files): UsageError => {
  try {
    read(files);
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error('read without an error');
};

const bomb = [
  'a0: &a0 {k: v}',
  ...Array.from({ length: 30 }, (_, n) => `a${n + 1}: &a${n + 1} [${Array(10).fill(`*a${n}`).join(', ')}]`),
  service(),
].join('\n');

test.each([
  ['a file that is not there', {}, 'no such file (ENOENT)'],
  [
    'UTF-16',
    { 'compose.yaml': Buffer.from('\ufeffservices:', 'utf16le') },
    'bytes that are zero, as in a binary file or in UTF-16',
  ],
  [
    'a binary file',
    { 'compose.yaml': Buffer.from([0, 1, 2]) },
    'bytes that are zero, as in a binary file or in UTF-16',
  ],
  ['more than 4 MiB', { 'compose.yaml': service(`# ${'x'.repeat(4 * 1024 * 1024)}`) }, '5 MiB'],
  ['anchors within anchors', { 'compose.yaml': bomb }, 'more, as anchors within anchors make them'],
  [
    '100,000 brackets',
    { 'compose.yaml': `services: ${'['.repeat(100_000)}` },
    'in line 1 something that is not YAML (resource exhaustion)',
  ],
  [
    'a template',
    { 'compose.yaml': 'services:\n  {{- if x }}\n  a: x\n' },
    'in line 2 something that is not YAML (block in flow)',
  ],
  ['a list', { 'compose.yaml': '- a\n' }, 'YAML that is no mapping'],
  ['an empty file', { 'compose.yaml': '' }, 'none'],
  ['no services', { 'compose.yaml': 'networks: {n: }\n' }, 'none'],
])('%s is a mistake of the user', (_, files, found) => {
  const error = refusal(files);
  expect(error.found).toBe(found);
  expect(error.expected).toContain('compose.yaml');
  expect(error.todo).not.toBe('');
});

test('another encoding is remarked on where it begins, and the rest is read', () => {
  const latin = (text: string) => Buffer.from(text, 'latin1');
  const all = read({
    '.env': latin('# caf\xe9\nV=1\n'),
    'compose.yaml': latin(service('# \xfc', 'environment: [A=$V]')),
  });
  expect(remarks(all)).toEqual([
    'not understood .env at .env:1:6',
    'not understood compose.yaml at compose.yaml:4:7',
  ]);
  expect(container(all).environment.get('A')?.text).toBe('1');
});

test('an .env file that the user names must be there', () => {
  expect(() => read({ 'compose.yaml': service() }, { envFiles: ['none.env'] })).toThrow(
    /an \.env file at .*none\.env; found no such file/,
  );
});

test('files that include each other in many ways end, with a remark', () => {
  const files = Object.fromEntries(
    Array.from({ length: 20 }, (_, n) => [
      `${n}.yaml`,
      `include: [${n + 1}.yaml, ./${n + 1}.yaml]\nservices: {s${n}: {image: x}}\n`,
    ]),
  );
  const all = read({ ...files, '20.yaml': service() }, { files: ['0.yaml'] });
  expect(all.containers).toHaveLength(21);
  expect(all.remarks[0]).toMatchObject({ kind: 'not read' });
});

test('services that extend each other in a long row end, with a remark', () => {
  const rows = Array.from({ length: 150 }, (_, n) => `  s${n + 1}: {extends: s${n}}\n`);
  const all = read({ 'compose.yaml': `services:\n  s0: {image: x}\n${rows.join('')}` });
  expect(container(all, 's90').image?.text).toBe('x');
  expect(all.remarks.map(({ kind }) => kind)).toContain('unresolved');
});

test('ports without end are cut off, with a remark', () => {
  const all = read({ 'compose.yaml': service('ports:', ...Array(1000).fill('  - "1-65535:1-65535"')) });
  expect(all.remarks).toEqual([expect.objectContaining({ kind: 'not understood', name: 'a' })]);
});

test('20,000 lines with thousands of aliases are read', () => {
  const services = Array.from(
    { length: 4000 },
    (_, n) => `  s${n}:\n    image: x\n    environment: *e\n    ports: ["80:80"]\n    restart: always\n`,
  );
  const all = read({ 'compose.yaml': `x-e: &e {A: 1, B: 2}\nservices:\n${services.join('')}` });
  expect(all.containers).toHaveLength(4000);
  expect(container(all, 's3999').environment.get('B')?.text).toBe('2');
  expect(all.remarks).toEqual([]);
});

const secret = 'hunter2';

test.each<[string, Files]>([
  ['a port', { 'compose.yaml': service(`ports: ["${secret}", "\${P}:80"]`), '.env': `P=${secret}\n` }],
  ['a volume', { 'compose.yaml': service(`volumes: ["${secret}:::"]`) }],
  ['a value that is a list', { 'compose.yaml': service(`environment: {A: [${secret}]}`) }],
  ['the message of a required variable', { 'compose.yaml': service(`environment: {A: "\${U:?${secret}}"}`) }],
  ['a reference without an end', { 'compose.yaml': service(`environment: {A: "${secret}\${U"}`) }],
  ['a password with a dollar', { 'compose.yaml': service(`environment: {A: "${secret}$word"}`) }],
  ['a duplicate', { 'compose.yaml': service(`environment: [A=${secret}, A=${secret}2]`) }],
  ['a comment as the value', { 'compose.yaml': service('environment: [A]'), '.env': `A= # ${secret}\n` }],
  ['a quote that is not closed', { 'compose.yaml': service(), '.env': `A="${secret}\n` }],
  ['a name with a blank', { 'compose.yaml': service(), '.env': `${secret} A=1\n` }],
])('no remark holds the text of %s', (_, files) => {
  const all = read(files);
  expect(all.remarks).not.toEqual([]);
  expect(JSON.stringify(all.remarks)).not.toContain(secret);
});

test.each([
  `services:\n  a:\n    environment:\n      P: "${secret}\n`,
  `services:\n  a:\n    environment: {P: ${secret}\n`,
  `services:\n  a:\n   environment:\n  - ${secret}: {[}\n`,
  `services:\n\ta: ${secret}\n`,
  `services:\n  a: "\\q${secret}"\n`,
  `%${secret}\nservices: x\n`,
])('no error holds the text of the file: %j', (text) => {
  const { message, cause } = refusal({ 'compose.yaml': text });
  expect(message).toMatch(/line \d+ something that is not YAML/);
  expect(message).not.toContain(secret);
  expect(cause).toBeUndefined();
});
