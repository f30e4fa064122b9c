/** Holds the environment of a service: what YAML makes of a text, names alone, and files of variables. */
import { expect, test } from 'vitest';
import { plainScalar } from '../../../src/configuration/compose/plain-scalar.ts';
import { container, environment, reaches, read, remarks, service, tracedIn } from './project.ts';

test.each([
  ['text', 'text'],
  ['true', 'true'],
  ['TRUE', 'true'],
  ['yes', 'yes'],
  ['off', 'off'],
  ['0x1F', '31'],
  ['-0x1F', '-31'],
  ['0b11', '3'],
  ['0o17', '15'],
  ['017', '15'],
  ['08', '8'],
  ['+5', '5'],
  ['-0', '-0'],
  ['1_000', '1000'],
  ['1.10', '1.1'],
  ['1.0', '1'],
  ['.5', '0.5'],
  ['1.', '1'],
  ['1e3', '1000'],
  ['1e30', '1e+30'],
  ['0.00001', '1e-05'],
  ['12345678901234567890', '12345678901234567890'],
  ['1:30', '1:30'],
  ['1.2.3', '1.2.3'],
  ['2001-01-01', '2001-01-01 00:00:00 +0000 UTC'],
  ['2001-13-01', '2001-13-01'],
])('%s without quotes becomes %s', (source, text) => {
  expect(plainScalar(source).text).toBe(text);
});

test.each(['', '~', 'null', 'NULL'])('%j stands for nothing', (source) => {
  expect(plainScalar(source).none).toBe(true);
});

test('environment: quotes and tags keep a text as it is', () => {
  const all = read({
    'compose.yaml': service('environment:', '  A: "1.10"', "  B: '0x1'", '  C: !!str 1.10', '  D: 1.10'),
  });
  expect(environment(all)).toEqual({ A: '1.10', B: '0x1', C: '1.10', D: '1.1' });
});

test('environment: a list splits at the first equals sign; a bare name takes the value of shell or .env', () => {
  const files = {
    '.env': 'E=env\nS=env\n',
    'compose.yaml': service('environment:', '  - A=a=b', '  - B=', '  - E', '  - S', '  - U', '  - D="q"'),
  };
  const all = read(files, { shell: { S: 'shell' } });
  expect(environment(all)).toEqual({ A: 'a=b', B: '', E: 'env', S: 'shell', D: '"q"' });
  expect(tracedIn(all, 'E')).toBe('env at compose.yaml:7:9 from .env:1:1');
  expect(remarks(all)).toEqual(['unresolved U at compose.yaml:9:9']);
});

test('environment: the same name twice in a list, and a blank behind a name', () => {
  const all = read({ 'compose.yaml': service('environment: [A=1, A=2, B =1]') });
  expect(environment(all)).toEqual({ A: '2' });
  expect(remarks(all)).toEqual([
    'duplicate A at compose.yaml:4:24, compose.yaml:4:19',
    'not understood B at compose.yaml:4:29',
  ]);
});

test('env_file: after the project, before what the service sets; required or not; raw', () => {
  const all = read({
    '.env': 'V=env\nP=proj\n',
    'compose.yaml': service(
      'env_file:',
      '  - a.env',
      '  - path: b.env',
      '  - {path: none.env, required: false}',
      '  - {path: raw.env, format: raw}',
      'environment:',
      '  X: own',
      '  BARE:',
    ),
    'a.env': 'A=1\nB=${A}2\nX=file\nY=${X}\nBARE=file\nV=file\nW=$V\n',
    'b.env': 'A=9\nC=$B\n',
    'raw.env': 'R="q" # c\nS=$V\n  T= x \n# no\n',
  });
  expect(environment(all)).toEqual({
    A: '9',
    B: '12',
    X: 'own',
    Y: 'own',
    V: 'file',
    W: 'env',
    C: '12',
    R: '"q" # c',
    S: '$V',
    T: ' x ',
  });
  expect(tracedIn(all, 'C')).toBe('12 at b.env:2:1 from a.env:2:1, a.env:1:1');
  expect(tracedIn(all, 'T')).toBe(' x  at raw.env:3:3');
  expect(reaches(all)).toMatchObject({ P: '', BARE: '', C: 'a' });
});

test('env_file: one that is required and not there may set anything', () => {
  const all = read({ 'compose.yaml': service('env_file: none.env') });
  expect(remarks(all)).toEqual(['not read none.env at compose.yaml:4:15']);
  expect(container(all).unknownSources?.map(({ kind }) => kind)).toEqual(['outside']);
});

test('env_file: odd lines are remarked on where they are', () => {
  const all = read({
    'compose.yaml': service('env_file: [{path: a.env, format: raw}, b.env]'),
    'a.env': 'A= # n\nA=1\nB C=1\n',
    'b.env': 'D= # n\nE=$U\n',
  });
  expect(remarks(all)).toEqual([
    'undefined variable U at b.env:2:3',
    'the comment is the value A at a.env:1:1',
    'duplicate A at a.env:2:1, a.env:1:1',
    'not understood a.env at a.env:3:1',
    'the comment is the value D at b.env:1:4',
  ]);
});
