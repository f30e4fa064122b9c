/** Holds the merging of Compose files to the rules of Compose. */
import { expect, test } from 'vitest';
import { container, environment, mounts, ports, read, remarks, service } from './project.ts';

const merged = (...files: string[]) => {
  const named = Object.fromEntries(files.map((text, index) => [`${index}.yaml`, text]));
  return read(named, { files: Object.keys(named) });
};

test.each([
  ['maps by key', ['A: 1', 'B: 1'], ['B: 2', 'C: 2'], { A: '1', B: '2', C: '2' }],
  ['a map and a list', ['A: 1', 'B: 1'], ['- B=2', '- C='], { A: '1', B: '2', C: '' }],
  ['a list and a map', ['- A=1', '- B'], ['B: 2'], { A: '1', B: '2' }],
  ['a bare name takes a value away', ['A: 1', 'B: 1'], ['- B'], { A: '1' }],
  ['so does a key with nothing behind it', ['A: 1', 'B: 1'], ['B:'], { A: '1' }],
  ['an empty text does not', ['A: 1'], ['A: ""'], { A: '' }],
  ['!reset takes one away', ['A: 1', 'B: 1'], ['A: !reset null'], { B: '1' }],
])('environment: %s', (_, first, second, expected) => {
  const below = (lines: string[]) => service('environment:', ...lines.map((line) => `  ${line}`));
  expect(environment(merged(below(first), below(second)))).toEqual(expected);
});

test('environment: !override takes the place of the map before, and not of what follows', () => {
  const all = merged(
    service('environment: {A: 1}'),
    service('environment: !override {B: 2}'),
    service('environment: {C: 3}'),
  );
  expect(environment(all)).toEqual({ B: '2', C: '3' });
});

test('environment: nothing behind the key changes nothing; !reset takes the map away', () => {
  expect(environment(merged(service('environment: {A: 1}'), service('environment:')))).toEqual({ A: '1' });
  expect(environment(merged(service('environment: {A: 1}'), service('environment: !reset null')))).toEqual(
    {},
  );
});

test.each([
  ['are appended', ['"80:80"'], ['"81:80"'], ['80:80/tcp', '81:80/tcp']],
  [
    'are the same in each notation',
    ['"80:80"'],
    ['"0.0.0.0:80:80"', '{target: 80, published: "80"}'],
    ['80:80/tcp'],
  ],
  [
    'differ by address and protocol',
    ['"80:80"'],
    ['"127.0.0.1:80:80"', '"80:80/udp"'],
    ['80:80/tcp', '127.0.0.1:80:80/tcp', '80:80/udp'],
  ],
])('ports %s', (_, first, second, expected) => {
  const below = (lines: string[]) => service(`ports: [${lines.join(', ')}]`);
  // The address of all is another notation for none.
  const found = ports(merged(below(first), below(second))).map((one) => one.replace('0.0.0.0:', ''));
  expect(found).toEqual(expected);
});

test('ports: !override takes the place of those before, !reset takes them away', () => {
  const first = service('ports: ["80:80"]');
  expect(ports(merged(first, service('ports: !override ["81:81"]')))).toEqual(['81:81/tcp']);
  expect(ports(merged(first, service('ports: !reset []')))).toEqual([]);
  expect(ports(merged(first, service('ports: !reset ["9:9"]'), service('ports: ["82:82"]')))).toEqual([
    '82:82/tcp',
  ]);
  expect(ports(merged(first, service('ports: !reset []'), service('ports: ["82:82"]')))).toEqual([
    '82:82/tcp',
  ]);
});

test('volumes are merged by target, in whatever notation', () => {
  const all = merged(
    service('volumes: ["./a:/t", "named:/u", "/v"]'),
    service('volumes: ["./b:/t/:ro", {type: bind, source: c, target: /u}, "./d:/w"]'),
  );
  expect(mounts(all)).toEqual(['/t < ./b', '/u < ./c', '/v < [/v]', '/w < ./d']);
});

test('an env_file is appended, and counts once by its path', () => {
  const files = {
    'compose.yaml': service('env_file: a.env'),
    'more.yaml': service('env_file: [b.env, {path: a.env, required: false}]'),
    'a.env': 'A=1\nB=1\n',
    'b.env': 'B=2\n',
  };
  expect(environment(read(files, { files: ['compose.yaml', 'more.yaml'] }))).toEqual({ A: '1', B: '2' });
});

test('command, entrypoint and test of the health are replaced, in whatever form', () => {
  const all = merged(
    service('command: [a]', 'entrypoint: [e]', 'healthcheck: {test: x}'),
    service('command: b', 'entrypoint: f', 'healthcheck: {test: [CMD, y]}'),
  );
  expect(remarks(all)).toEqual([]);
});

test('texts are replaced, networks become one map, profiles are appended', () => {
  const all = merged(
    service('restart: always', 'networks: [n]', 'profiles: [p]', 'hostname: h'),
    service('image: y', 'networks: {m: {aliases: [z]}}', 'profiles: [q]') + 'networks: {n: , m: }\n',
    'services:\n  a: {profiles: !reset []}\n',
  );
  const { image, restart, networks, addresses } = container(all);
  expect([image?.text, restart, networks]).toEqual(['y', 'always', ['n', 'm']]);
  expect(addresses.map(({ host }) => host)).toEqual(['a', 'h', 'z']);
});

test('nothing behind a key changes nothing', () => {
  const first = service('restart: always', 'ports: ["80:80"]');
  const all = merged(first, service('restart:', 'ports:'));
  expect([container(all).restart, ports(all)]).toEqual(['always', ['80:80/tcp']]);
});

test('services of all files are there; !reset takes one away; documents of one file are merged', () => {
  const all = merged(
    'services:\n  a: {image: x}\n  b: {image: x}\n---\nservices:\n  c: {image: x}\n',
    'services:\n  b: !reset null\n  d: {image: x}\n',
  );
  expect(all.containers.map(({ name }) => name)).toEqual(['a', 'c', 'd']);
});

test('two forms that cannot be merged are remarked on, with both places', () => {
  const all = merged(service('ports: ["80:80"]'), service('ports: {a: b}'));
  expect(remarks(all)[0]).toBe('not understood services.a.ports at 1.yaml:4:12, 0.yaml:4:12');
});
