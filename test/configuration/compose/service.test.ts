/** Holds what a service comes to: ports, mounts, secrets, names, profiles, and the variables that reach it. */
import { expect, test } from 'vitest';
import { container, environment, mounts, ports, reaches, read, remarks, service, traced } from './project.ts';

test.each([
  ['3000', ['3000/tcp']],
  ['"8000:80"', ['8000:80/tcp']],
  ['"127.0.0.1:8001:81"', ['127.0.0.1:8001:81/tcp']],
  ['"127.0.0.1::81"', ['127.0.0.1:81/tcp']],
  ['"[::1]:6001:6001"', ['::1:6001:6001/tcp']],
  ['"::1:6001:6001"', ['::1:6001:6001/tcp']],
  ['"6060:6060/udp"', ['6060:6060/udp']],
  ['"3001-3002"', ['3001/tcp', '3002/tcp']],
  ['"9090-9091:80-81"', ['9090:80/tcp', '9091:81/tcp']],
  ['"9000-9003:99"', ['99/tcp']],
  ['"${P}:${P}/${Q:-udp}"', ['5683:5683/udp']],
  ['{target: 70, published: "8070", host_ip: 10.0.0.1, protocol: udp}', ['10.0.0.1:8070:70/udp']],
  ['{target: 71, published: 8071}', ['8071:71/tcp']],
  ['{target: 71}', ['71/tcp']],
])('port %s', (port, expected) => {
  const all = read({ 'compose.yaml': service(`ports: [${port}]`) }, { shell: { P: '5683' } });
  expect(ports(all)).toEqual(expected);
  expect(container(all).ports[0]?.at).toMatchObject({ line: 4, column: 13 });
  expect(remarks(all)).toEqual([]);
});

test.each([
  '"${U}:${U}"',
  'x',
  '"x:80:80"',
  '"80-82:80-81"',
  '"90:80/sctp"',
  '"99999:80"',
  '"1:2/tcp/x"',
  '{published: 1}',
])('port %s is refused, and the others are read', (port) => {
  const all = read({ 'compose.yaml': service('ports:', `  - ${port}`, '  - "81:81"') });
  expect(ports(all)).toEqual(['81:81/tcp']);
  expect(remarks(all)).toContainEqual('not understood a at compose.yaml:5:9');
});

test.each([
  ['./a:/t', '/t < ./a'],
  ['a/../b:/t/', '/t < [a/../b]'],
  ['.:/t', '/t < .'],
  ['./a:/s/../t//', '/t < ./a'],
  ['/abs:/t:ro', '/t < /abs'],
  ['~/h:/t', '/t < /home/me/h'],
  ['named:/t:rw,z', '/t < [named]'],
  ['/t', '/t < [/t]'],
  ['outer:/t', '/t < [real-name]'],
  ['bound:/t', '/t < ./dd'],
  ['${U:-./d}:/t${U:+.crt}', '/t < ./d'],
  ['C:\\x:/t', '/t < C:\\x'],
  ['{type: bind, source: rel/x, target: /t}', '/t < ./rel/x'],
  ['{type: volume, source: named, target: /t}', '/t < [named]'],
  ['{type: volume, target: /t}', '/t < [volume]'],
  ['{type: tmpfs, target: /t}', '/t < [tmpfs]'],
])('volume %s', (volume, expected) => {
  const volumes =
    'volumes:\n  named:\n  outer: {external: true, name: real-name}\n  bound: {driver: local, driver_opts: {type: none, o: bind, device: ./dd}}\n';
  const all = read(
    { 'compose.yaml': service('volumes:', `  - ${volume}`) + volumes },
    { shell: { HOME: '/home/me' } },
  );
  expect(mounts(all)).toEqual([expected]);
  expect(container(all).mounts[0]?.at.line).toBe(5);
});

test.each(['"name:/b:ro:x"', '":/b"', '{type: bind, target: /t}', '{source: a}'])(
  'volume %s is refused',
  (volume) => {
    const all = read({ 'compose.yaml': service('volumes:', `  - ${volume}`, '  - ./a:/a') });
    expect(mounts(all)).toEqual(['/a < ./a']);
    expect(remarks(all)).toHaveLength(1);
  },
);

test('tmpfs hides what the image has there', () => {
  expect(mounts(read({ 'compose.yaml': service('tmpfs: ["/run:size=1m", /x]') }))).toEqual([
    '/run < [tmpfs]',
    '/x < [tmpfs]',
  ]);
});

test('relative paths start at the project directory, and the usual .env is there', () => {
  const files = {
    'sub/compose.yaml': service('volumes: ["./d:/d"]', 'env_file: e.env'),
    '.env': 'A=root\n',
    'sub/.env': 'A=sub\n',
    'e.env': 'E=$A\n',
    'sub/e.env': 'E=sub$A\n',
  };
  const outer = read(files, { files: ['sub/compose.yaml'], projectDirectory: '.' });
  const inner = read(files, { files: ['sub/compose.yaml'] });
  expect([mounts(outer), environment(outer)]).toEqual([['/d < ./d'], { E: 'root' }]);
  expect([mounts(inner), environment(inner)]).toEqual([['/d < ./sub/d'], { E: 'subsub' }]);
});

test('secrets and configs: from a file, a variable, a text, or from elsewhere', () => {
  const all = read(
    {
      'compose.yaml': [
        'services:',
        '  a:',
        '    image: x',
        '    secrets: [s1, {source: s2, target: /x/s2, mode: 0400}, {source: s3, target: named}, s4, none]',
        '    configs: [c1, {source: c2, target: /etc/c2, mode: "0440"}]',
        'secrets:',
        '  s1: {file: ./s1.txt}',
        '  s2: {environment: S2}',
        '  s3: {external: true, name: outer}',
        '  s4: {environment: S4}',
        'configs:',
        '  c1: {content: "hello $W"}',
        '  c2: {content: x}',
      ].join('\n'),
    },
    { shell: { S2: 'secret', W: 'w' } },
  );
  expect(mounts(all)).toEqual([
    '/run/secrets/s1 < ./s1.txt',
    '/x/s2 < =secret 0o400',
    '/run/secrets/named < [outer]',
    '/run/secrets/s4 < =undefined',
    '/c1 < =hello w',
    '/etc/c2 < =x 0o440',
  ]);
  expect(remarks(all)).toEqual([
    'unresolved S4 at compose.yaml:10:8',
    'unresolved none at compose.yaml:4:93',
  ]);
});

test('names: of the service, the container, the host and each network', () => {
  const all = read({
    'compose.yaml':
      service(
        'container_name: ${COMPOSE_PROJECT_NAME}-c',
        'hostname: h',
        'networks: {n: {aliases: [x, a]}, m: }',
      ) + 'name: proj\n',
  });
  const { addresses, networks } = container(all);
  expect(addresses).toEqual([{ host: 'a' }, { host: 'proj-c' }, { host: 'h' }, { host: 'x' }]);
  expect(networks).toEqual(['n', 'm']);
  expect(container(read({ 'compose.yaml': service() })).networks).toEqual(['default']);
  expect(container(read({ 'compose.yaml': service('network_mode: host') })).networks).toBeUndefined();
});

test('image and restart, with the places of variables', () => {
  const all = read({
    '.env': 'D=ab\n',
    'compose.yaml': service('image: r/x@sha256:${D}', 'restart: no').replace('    image: x\n', ''),
  });
  expect(traced(container(all).image!, all.folder)).toBe('r/x@sha256:ab at compose.yaml:3:5 from .env:1:1');
  expect(container(all).restart).toBe('no');
});

const profiled = {
  '.env': 'V=1\nW=1\n',
  'compose.yaml':
    'services:\n  a: {image: "x$V"}\n  b: {image: "x$W", profiles: [p]}\n  c: {image: x, profiles: [q, r]}\n',
};

test.each([
  [undefined, {}, 'a'],
  [['p'], {}, 'a b'],
  [['r'], {}, 'a c'],
  [['*'], {}, 'a b c'],
  [undefined, { COMPOSE_PROFILES: 'p, q' }, 'a b c'],
  [['r'], { COMPOSE_PROFILES: 'p' }, 'a c'],
])('profiles %j, shell %j', (profiles, shell, expected) => {
  const all = read(profiled, { shell, ...(profiles && { profiles }) });
  expect(all.containers.map(({ name }) => name).join(' ')).toBe(expected);
  const inactive = ['b', 'c'].filter((name) => !expected.includes(name));
  expect(remarks(all)).toEqual(
    inactive.map((name) => `profile not active ${name} at compose.yaml:${name === 'b' ? 3 : 4}:3`),
  );
  expect(reaches(all)['W']).toBe(expected.includes('b') ? 'b' : '');
});

test('a variable reaches a container directly, through others, through branches, and through what the service names', () => {
  const all = read({
    '.env': 'A=1\nB=$A\nC=\nD=1\nE=1\nF=1\nG=1\nH=1\nI=1\n',
    'compose.yaml': [
      'services:',
      '  a:',
      '    image: x',
      '    environment: {B: $B, C: "${C:+$D}", E: "$$E"}',
      '    volumes: [vol:/v, "./${F}:/f"]',
      '    secrets: [s]',
      'volumes: {vol: {name: "v$G"}, w: {name: "w$I"}}',
      'secrets: {s: {file: "./$H"}}',
    ].join('\n'),
  });
  expect(reaches(all)).toEqual({ A: 'a', B: 'a', C: 'a', D: 'a', E: '', F: 'a', G: 'a', H: 'a', I: '' });
});

test('a variable that the shell hides is listed with the value in effect, and reaches as before', () => {
  const all = read(
    { '.env': 'M=\nN=${M:+on}\n', 'compose.yaml': service('environment: {N: $N}') },
    { shell: { M: 'true' } },
  );
  expect(all.variables.map(({ name, value, reaches }) => [name, value.text, ...reaches])).toEqual([
    ['M', 'true', 'a'],
    ['N', 'on', 'a'],
  ]);
});
