/** Holds every value to its place: anchors, merge keys, references in each kind of text, and what is odd in a file. */
import { expect, test } from 'vitest';
import { container, environment, place, read, remarks, service, tracedIn } from './project.ts';

const anchored = [
  'x-a: &a',
  '  A: 1',
  '  B: 2',
  'x-b: &b {B: 3, C: "${U:-4}"}',
  'x-list: &list [*a, *b]',
  'x-text: &text T',
  'services:',
  '  a:',
  '    image: x',
  '    environment:',
  '      <<: [*a, *b]',
  '      D: *text',
  '  b: &service',
  '    image: x',
  '    environment: *a',
  '  c:',
  '    <<: *service',
  '  d:',
  '    image: x',
  '    environment:',
  '      C: own',
  '      <<: *list',
  '  e:',
  '    image: x',
  '    environment: [&item A=1, *item]',
].join('\n');

test.each([
  ['a', 'A', '1 at compose.yaml:11:12 from compose.yaml:2:3'],
  ['a', 'B', '2 at compose.yaml:11:12 from compose.yaml:3:3'],
  ['a', 'C', '4 at compose.yaml:11:16 from compose.yaml:4:16, compose.yaml:4:25'],
  ['a', 'D', 'T at compose.yaml:12:7 from compose.yaml:6:15'],
  ['b', 'A', '1 at compose.yaml:15:18 from compose.yaml:2:3'],
  ['c', 'A', '1 at compose.yaml:17:9 from compose.yaml:15:18, compose.yaml:2:3'],
  ['d', 'A', '1 at compose.yaml:22:11 from compose.yaml:5:16, compose.yaml:2:3'],
  ['d', 'C', 'own at compose.yaml:21:7'],
  ['e', 'A', '1 at compose.yaml:25:30 from compose.yaml:25:25'],
])('anchors: %s %s is %s', (name, variable, expected) => {
  expect(tracedIn(read({ 'compose.yaml': anchored }), variable, name)).toBe(expected);
});

test('merge keys: own keys first, then the first of the list', () => {
  const all = read({ 'compose.yaml': anchored });
  expect(environment(all)).toEqual({ A: '1', B: '2', C: '4', D: 'T' });
  expect(environment(all, 'd')).toEqual({ A: '1', B: '2', C: 'own' });
});

test.each([
  ['plain', 'A: x$U', ['6:11']],
  ['in double quotes', 'A: "x$U"', ['6:12']],
  ['in single quotes', "A: 'x$U'", ['6:12']],
  ['behind escapes', 'A: "\\tx$U"', ['6:14']],
  ['two behind an escape', 'A: "\\t$U $U"', ['6:13', '6:16']],
  ['of a block', 'A: |\n        x\n        $V $U', ['8:9', '8:12']],
  ['folded over lines', 'A: "x\n        $U"', ['7:9']],
  ['within a default', 'A: ${E:-$U}', ['6:15']],
  ['the second of two', 'A: $U $U', ['6:10', '6:13']],
  ['braced', 'A: ${U}', ['6:10']],
])('references %s', (_, entry, expected) => {
  const all = read({ '.env': 'E=\n', 'compose.yaml': service('environment:', '  # c', `  ${entry}`) });
  const places = all.remarks.flatMap(({ at, related }) => [at, ...related]);
  expect(places.map((one) => place(one, all.folder))).toEqual(expected.map((one) => `compose.yaml:${one}`));
});

test('a variable that nothing sets is one remark, of all files', () => {
  const all = read(
    {
      'compose.yaml': service('environment: {A: "$U"}', 'ports: ["${U}:80"]'),
      'more.yaml': 'x-x: $U\nservices:\n  a: {environment: {B: "$U"}}\n',
    },
    { files: ['compose.yaml', 'more.yaml'] },
  );
  expect(remarks(all)).toEqual([
    'undefined variable U at compose.yaml:4:23, compose.yaml:5:14, more.yaml:1:6, more.yaml:3:25',
  ]);
  expect(container(all).environment.get('A')).toMatchObject({ text: '', missing: [{ name: 'U' }] });
});

test.each([
  [
    'a key twice',
    service('environment:', '  A: 1', '  A: 2'),
    ['duplicate A at compose.yaml:6:7, compose.yaml:5:7'],
    { A: '2' },
  ],
  [
    'an unknown tag, once',
    service('environment:', '  A: !env x', '  B: !env y'),
    ['not understood !env at compose.yaml:5:15'],
    { A: 'x', B: 'y' },
  ],
  [
    'an alias without an anchor',
    service('environment: *z', 'env_file: a.env'),
    ['not understood compose.yaml at compose.yaml:4:18'],
    { A: '1' },
  ],
  [
    'an anchor that holds itself',
    service('environment: &e', '  A: 1', '  B: *e'),
    ['not understood compose.yaml at compose.yaml:6:10'],
    { A: '1', B: undefined },
  ],
  [
    'a merge key that brings a text',
    service('environment:', '  A: 1', '  <<: x'),
    ['not understood compose.yaml at compose.yaml:6:11'],
    { A: '1' },
  ],
  [
    'a value that is a list',
    service('environment:', '  A: 1', '  B: [x]'),
    ['not understood B at compose.yaml:6:7'],
    { A: '1' },
  ],
  [
    'a required variable',
    service('environment:', '  A: 1', '  B: "${U:?m}"'),
    ['unresolved U at compose.yaml:6:11'],
    { A: '1', B: undefined },
  ],
  ['a service that is none', 'services:\n  a: x\n', ['not understood a at compose.yaml:2:3'], {}],
])('%s is remarked on, and the rest is read', (_, text, expected, variables) => {
  const all = read({ 'compose.yaml': text, 'a.env': 'A=1\n' });
  expect(remarks(all)).toEqual(expected);
  expect(environment(all)).toEqual(variables);
});

test('blanks before colons, and windows line ends', () => {
  const text = service('environment :', '  A : $V', '  B: |', '    x').replaceAll('\n', '\r\n');
  const all = read({ '.env': 'V=1\r\n', 'compose.yaml': text });
  expect(environment(all)).toEqual({ A: '1', B: 'x\n' });
  expect(tracedIn(all, 'A')).toBe('1 at compose.yaml:5:7 from .env:1:1');
});
