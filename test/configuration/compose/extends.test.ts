/** Holds `extends` and `include` to the rules of Compose: what is merged, with which variables, relative to which folder. */
import { expect, test } from 'vitest';
import { environment, mounts, ports, read, remarks, service, tracedIn } from './project.ts';

test('extends: a service of the same file lies under the own one', () => {
  const all = read({
    'compose.yaml': [
      'services:',
      '  base: {image: x, environment: {A: 1, B: 1}, ports: ["80:80"]}',
      '  a:',
      '    extends: base',
      '    environment: [B=2]',
      '  b:',
      '    extends: {service: a}',
      '    ports: ["81:80"]',
    ].join('\n'),
  });
  expect(environment(all)).toEqual({ A: '1', B: '2' });
  expect(ports(all, 'b')).toEqual(['80:80/tcp', '81:80/tcp']);
  expect(tracedIn(all, 'A', 'b')).toBe('1 at compose.yaml:2:34');
});

test('extends: !override and !reset concern what is extended', () => {
  const all = read({
    'compose.yaml': [
      'services:',
      '  base: {image: x, environment: {A: 1}, ports: ["80:80"]}',
      '  a: {extends: base, ports: !override ["81:81"], environment: !reset null}',
    ].join('\n'),
  });
  expect([ports(all), environment(all)]).toEqual([['81:81/tcp'], {}]);
});

test('extends: a service of another file, whose paths start at its own folder', () => {
  const all = read(
    {
      '.env': 'V=v\n',
      'compose.yaml': service('extends: {file: sub/base.yaml, service: derived}', 'volumes: ["./own:/own"]'),
      'sub/base.yaml': [
        'services:',
        '  base:',
        '    env_file: e.env',
        '    volumes: ["./d:/d", "~/h:/h"]',
        '  derived:',
        '    extends: {service: deepest, file: deep/deepest.yaml}',
        '    environment: {D: "${V}"}',
        '    volumes: ["./d:/d"]',
        '    env_file: e.env',
      ].join('\n'),
      'sub/e.env': 'E=1\nF=$V\n',
      'sub/deep/deepest.yaml': 'services:\n  deepest: {volumes: ["./e:/e"]}\n',
    },
    { shell: { HOME: '/home/me' } },
  );
  expect(environment(all)).toEqual({ E: '1', F: 'v', D: 'v' });
  expect(mounts(all)).toEqual(['/e < ./sub/deep/e', '/d < ./sub/d', '/own < ./own']);
  expect(tracedIn(all, 'D')).toBe('v at sub/base.yaml:7:19 from .env:1:1');
  expect(all.files.map(({ kind }) => kind)).toEqual(['env', 'compose', 'compose', 'compose', 'env']);
});

test('extends: of the same file alone, and not of the files before', () => {
  const all = read(
    {
      'compose.yaml': service('environment: {A: 1}'),
      'more.yaml': 'services:\n  a: {environment: {B: 2}}\n  b: {image: x, extends: a}\n',
    },
    { files: ['compose.yaml', 'more.yaml'] },
  );
  expect([environment(all, 'a'), environment(all, 'b')]).toEqual([{ A: '1', B: '2' }, { B: '2' }]);
});

test('extends: !override of what is extended concerns no earlier file', () => {
  const all = read(
    {
      'compose.yaml': service('ports: ["80:80"]'),
      'more.yaml': 'services:\n  base: {image: x, ports: !override ["81:81"]}\n  a: {extends: base}\n',
    },
    { files: ['compose.yaml', 'more.yaml'] },
  );
  expect(ports(all)).toEqual(['80:80/tcp', '81:81/tcp']);
});

test.each([
  ['a circle', 'services:\n  a: {extends: b}\n  b: {extends: a}\n', 'unresolved'],
  ['itself', 'services:\n  a: {extends: a}\n', 'unresolved'],
  ['what is not there', 'services:\n  a: {extends: z}\n', 'unresolved'],
  ['a file that is not there', 'services:\n  a: {extends: {file: z.yaml, service: z}}\n', 'not read'],
  ['a file that is no YAML', 'services:\n  a: {extends: {file: bad.yaml, service: z}}\n', 'not read'],
])('extends: %s is remarked on, and the rest is read', (_, text, kind) => {
  const all = read({ 'compose.yaml': text, 'bad.yaml': 'a: {hunter2' });
  expect(all.containers.map(({ name }) => name)).toContain('a');
  expect(all.remarks.map((one) => one.kind)).toContain(kind);
  expect(all.remarks.every(({ says }) => !says.includes('hunter2'))).toBe(true);
});

test('include: a project with its own folder and .env, under variables of the outer one', () => {
  const all = read({
    '.env': 'V=outer\n',
    'compose.yaml': [
      'include:',
      '  - one/c.yaml',
      '  - path: [two/c.yaml, two/o.yaml]',
      '    project_directory: within',
      '    env_file: two.env',
      'services:',
      '  a: {image: x, environment: {V: "$V", W: "$W"}}',
    ].join('\n'),
    'one/.env': 'V=inner\nW=w\n',
    'one/c.yaml':
      'services:\n  b: {image: x, environment: {V: "$V", W: "$W"}, volumes: ["./d:/d"], env_file: e.env}\n',
    'one/e.env': 'E=1\n',
    'two/c.yaml': 'services:\n  c: {image: x, environment: {Q: "$Q"}, volumes: ["./d:/d"]}\n',
    'two/o.yaml': 'services:\n  c: {environment: {R: 1}}\n',
    'two.env': 'Q=q\n',
    'within/d': '',
  });
  expect(environment(all, 'a')).toEqual({ V: 'outer', W: '' });
  expect(environment(all, 'b')).toEqual({ E: '1', V: 'outer', W: 'w' });
  expect(environment(all, 'c')).toEqual({ Q: 'q', R: '1' });
  expect([mounts(all, 'b'), mounts(all, 'c')]).toEqual([['/d < ./one/d'], ['/d < ./within/d']]);
  expect(remarks(all)).toEqual(['undefined variable W at compose.yaml:7:44']);
  expect(all.variables.map(({ name, reaches }) => [name, ...reaches].join(' '))).toEqual([
    'V b a',
    'W b',
    'Q c',
    'E b',
  ]);
});

test('include: the own file lies over what it includes, and may extend it', () => {
  const all = read({
    'compose.yaml': 'include: [i.yaml]\nservices:\n  b: {environment: {A: own}}\n  c: {extends: b}\n',
    'i.yaml': 'services:\n  b: {image: x, environment: {A: inner, B: inner}}\n',
  });
  expect(environment(all, 'b')).toEqual({ A: 'own', B: 'inner' });
  expect(environment(all, 'c')).toEqual({ A: 'own', B: 'inner' });
});

test.each([
  ['a circle', 'include: [i.yaml]\n', 'unresolved'],
  ['itself', 'include: [compose.yaml]\n', 'unresolved'],
  ['a file that is not there', 'include: [z.yaml]\n', 'not read'],
  ['an env_file that is not there', 'include: [{path: j.yaml, env_file: z.env}]\n', 'not read'],
  ['what is fetched from elsewhere', 'include: ["oci://example.org/x"]\n', 'not read'],
])('include: %s is remarked on, and the rest is read', (_, include, kind) => {
  const all = read({
    'compose.yaml': include + service(),
    'i.yaml': 'include: [compose.yaml]\nservices: {b: {image: x}}\n',
    'j.yaml': 'services: {b: {image: x}}\n',
  });
  expect(all.containers.map(({ name }) => name)).toContain('a');
  expect(all.remarks.map((one) => one.kind)).toEqual([kind]);
});
