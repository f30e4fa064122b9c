/** Reads .env files with the place of each variable, of what it is made of, and of what is odd. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readEnv } from '../../../src/configuration/env/read.ts';
import { remarks, texts, traced, written } from '../compose/project.ts';

const read = (files: Record<string, string | Uint8Array>, shell: Record<string, string> = {}) => {
  const folder = written(files);
  const paths = Object.keys(files).map((name) => join(folder, name));
  return { folder, ...readEnv(paths, { shell: new Map(Object.entries(shell)) }) };
};

const places = (files: Record<string, string>, shell?: Record<string, string>) => {
  const { values, folder } = read(files, shell);
  return Array.from(values, ([name, value]) => `${name}=${traced(value, folder)}`);
};

test.each([
  ['a name behind blanks', '\n  A=1\n', ['A=1 at .env:2:3']],
  ['a name behind export', '# c\nexport  A=1\n', ['A=1 at .env:2:9']],
  ['a value in quotes over lines', 'A="1\n2"\nB=3\n', ['A=1\n2 at .env:1:1', 'B=3 at .env:3:1']],
  ['a reference', 'A=1\nB=x${A}\n', ['A=1 at .env:1:1', 'B=x1 at .env:2:1 from .env:1:1']],
  [
    'references of references, nearest first',
    'A=1\nB=$A\nC=${B}\n',
    ['A=1 at .env:1:1', 'B=1 at .env:2:1 from .env:1:1', 'C=1 at .env:3:1 from .env:2:1, .env:1:1'],
  ],
  ['a default that is taken', 'A=${U:-x}\n', ['A=x at .env:1:1 from .env:1:8']],
  [
    'an alternative, with the line that decides',
    'M=\nA=${M:+./ca.crt}\n',
    ['M= at .env:1:1', 'A= at .env:2:1 from .env:1:1'],
  ],
  [
    'an alternative that is taken, behind an escape',
    'M=1\nA="\\t${M:+./ca.crt}"\n',
    ['M=1 at .env:1:1', 'A=\t./ca.crt at .env:2:1 from .env:1:1, .env:2:11'],
  ],
  ['an undefined variable', 'A=x$U\n', ['A=x at .env:1:1 missing U at .env:1:4']],
  [
    'an undefined variable behind an equal text',
    'A="\\$U $U"\n',
    ['A=$U  at .env:1:1 missing U at .env:1:8'],
  ],
  ['a later line', 'A=1\nA=2\n', ['A=2 at .env:2:1']],
])('%s', (_, env, expected) => {
  expect(places({ '.env': env })).toEqual(expected);
});

test('a value of the shell has no place in the files', () => {
  expect(places({ '.env': 'M=\nA=${M:+on}\n' }, { M: 'true' })).toEqual([
    'M= at .env:1:1',
    'A=on at .env:2:1 from .env:2:8',
  ]);
});

test('several files: the shell first, then what was read so far of all', () => {
  const files = { '1.env': 'A=1\nB=$A\n', '2.env': 'A=2\nC=$A$B\nD=$S\n' };
  const { values, folder, remarks } = read(files, { S: 's' });
  expect(texts(values)).toEqual({ A: '2', B: '1', C: '21', D: 's' });
  expect(traced(values.get('C')!, folder)).toBe('21 at 2.env:2:1 from 2.env:1:1, 1.env:2:1, 1.env:1:1');
  expect(remarks).toEqual([]);
});

test('the environment of our own process is not read', () => {
  const [name] = Object.keys(process.env).filter((one) => /^[A-Z]+$/.test(one));
  expect(texts(read({ '.env': `A=\${${name}:-unset}\n${name}\n` }).values)).toEqual({ A: 'unset' });
});

const odd = (env: string) => remarks(read({ '.env': env }));

test.each([
  ['duplicates, with both lines', 'A=1\nB=1\nA=2\n', ['duplicate A at .env:3:1, .env:1:1']],
  [
    'one remark for a variable, with all its places',
    'A=$U\nB=${U}\n\nC="x $U"\n',
    ['undefined variable U at .env:1:3, .env:2:3, .env:4:6'],
  ],
  ['a comment that becomes the value', 'A= # note\n', ['the comment is the value A at .env:1:4']],
  ['a value that begins with a hash', 'A=#x\nB="# x"\nC=a # note\n', []],
  ['a default is not undefined', 'A=${U:-x}${U-}${U:+y}\n', []],
  ['a required variable', 'A=${U:?set it}\nB=1\n', ['unresolved U at .env:1:3']],
  ['a reference without an end', 'A=x${U\n', ['not understood $ at .env:1:4']],
  ['a name with a blank', 'A B=1\nC=1\n', ['not understood .env at .env:1:1']],
  ['a quote that is not closed, where it opens', 'A=1\nB="x\nC=2\n', ['not understood .env at .env:2:3']],
  ['a name alone at the end', 'A=1\nB', ['not understood .env at .env:2:1']],
  [
    'a certificate without quotes, once',
    'A=-----BEGIN CERTIFICATE-----\nMIIB\nMI+B\n/x==\n-----END CERTIFICATE-----\nB=1\n',
    [
      'not understood PEM at .env:1:3',
      'not understood .env at .env:3:3, .env:4:1',
      'not understood .env at .env:5:1',
    ],
  ],
])('remarks: %s', (_, env, expected) => {
  expect(odd(env)).toEqual(expected);
});

test('a duplicate says whether the value is the same, and not which it is', () => {
  const { remarks: all } = read({ '.env': 'A=hunter2\nB=1\nA=hunter2\nB=2\n' });
  expect(all.map(({ says }) => says)).toEqual([
    'A is set twice, to the same value.',
    'B is set twice, to different values: the later one counts.',
  ]);
});

test('behind what Compose refuses the rest is read', () => {
  expect(texts(read({ '.env': 'A B=1\nC=1\nD="x\nE=2\n' }).values)).toEqual({ C: '1', E: '2' });
});

const pasted = '-----BEGIN PRIVATE KEY-----\nMIIBhunter2==\nhunter2\n-----END PRIVATE KEY-----';

test.each([
  ['without quotes', `A=${pasted}\nB=1\n`],
  ['without its last line', `A=${pasted.slice(0, 28)}hunter2\nB=1\n`],
  ['with a quote that is not closed', `A="${pasted}\nB=1\n`],
  [
    'with the headers of an encrypted one',
    `A=${pasted.replace('\n', '\nProc-Type: 4,hunter2\nDEK-Info: hunter2\n\n')}\nB=1\n`,
  ],
])('lines of a key pasted %s become no variables, whose names would be printed', (_, env) => {
  const { values, remarks } = read({ '.env': env }, { hunter2: 'x' });
  expect([...values.keys()].filter((name) => name !== 'A')).toEqual(['B']);
  expect(JSON.stringify(remarks)).not.toContain('hunter2');
  expect(remarks).toContainEqual(expect.objectContaining({ kind: 'not understood', name: 'PEM' }));
});

test('a key in quotes, and one in a comment, are as they should be', () => {
  const { values, remarks } = read({ '.env': `# -----BEGIN X-----\nE=\nA="${pasted}"\nB=1\n` });
  expect([...values.keys()]).toEqual(['E', 'A', 'B']);
  expect(remarks).toEqual([]);
});

test.each([
  ['UTF-16', Buffer.from('\ufeffA=hunter2\n', 'utf16le')],
  ['a binary file', Buffer.from('A=hunter2\0\u0001')],
])('%s is a mistake of the user, said without its text', (_, bytes) => {
  expect(() => read({ '.env': bytes })).toThrow(
    /^expected an \.env file at .*, as text in UTF-8; found bytes that are zero, .*; save the file as UTF-8$/,
  );
});

test('a file that is not there, or is too large, is a mistake of the user', () => {
  const folder = written({ 'large.env': 'A=hunter2\n'.repeat(1_100_000) });
  const shell = new Map<string, string>();
  expect(() => readEnv(join(folder, 'none.env'), { shell })).toThrow(/no such file/);
  expect(() => readEnv(join(folder, 'large.env'), { shell })).toThrow(/of at most 10 MiB; found 11 MiB/);
});

test.each([
  [
    'texts that double with each line',
    `A0=xxxxxxxx\n${Array.from({ length: 60 }, (_, n) => `A${n + 1}=$A${n}$A${n}\n`).join('')}`,
  ],
  ['defaults within defaults', `A=${'${U:-'.repeat(5000)}x${'}'.repeat(5000)}\n`],
  ['references that never end', `A=${'${U:-'.repeat(100_000)}\n`],
])('bounds: %s', (_, env) => {
  const { remarks } = read({ '.env': env });
  expect(remarks).toEqual([expect.objectContaining({ kind: 'not understood' })]);
});

test('50,000 lines that refer to each other are read, with the nearest places', () => {
  const lines = Array.from({ length: 50_000 }, (_, n) => (n ? `A${n}=x\${A${n - 1}:+y}\n` : 'A0=x\n'));
  const { values, remarks } = read({ '.env': lines.join('') });
  expect(values.size).toBe(50_000);
  expect(
    values
      .get('A49999')
      ?.from.slice(0, 2)
      .map(({ line }) => line),
  ).toEqual([49_999, 49_998]);
  expect(remarks).toEqual([]);
});
