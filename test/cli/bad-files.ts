/** Lists what a file can hold that a user names by mistake or that a stranger has written, for every kind of file. */
import { existsSync, mkdirSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { journalVersion } from '../../src/model/journal.ts';
import { good, type TestFolder } from './test-folder.ts';

/** Commands that read a file, by what it should hold; `FILE` stands for it, and `RUN` for a folder with it as journal. */
export const readers = {
  report: [
    'compare FILE good.json --out written',
    'history FILE --out written',
    'compare good.json FILE --format html --out written',
    'deviations suggest FILE',
    'deviations prune FILE --deviations good.yaml',
  ],
  journal: ['merge FILE --out written', 'record FILE --to written', 'rerun RUN'],
  deviations: [
    'deviations check FILE',
    'deviations prune good.json --deviations FILE',
    'run --case server.pair-is-tls/users.http/cert-key --deviations FILE --out written',
    'run --target binaries --release v0.19.1 --binaries . --deviations FILE --out written',
  ],
  release: [
    'list --release v0.19.1 --release-file FILE',
    'explain server.pair-is-tls --release-file FILE',
    'images --release v0.19.1 --release-file FILE',
    'run --target binaries --binaries . --release-file FILE --out written',
    'merge good.ndjson --release-file FILE --out written',
  ],
  page: ['page check FILE'],
} as const;
export type Kind = keyof typeof readers;

export const deep = (open: string, close: string): string => open.repeat(200_000) + close.repeat(200_000);
const laughs = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghij'.replaceAll(/./g, (name, at: number) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghij'[at]}`).join(',')}]\n`)}`;

/** Makes files, and says for which kinds each is wrong. */
export const badFiles = ({ base, put }: TestFolder): [string, readonly Kind[], () => string][] => [
  ['absent', ['report', 'journal', 'deviations', 'release', 'page'], () => 'nothing'],
  ['below a file', ['report', 'journal', 'deviations', 'release', 'page'], () => 'good.json/below'],
  [
    'a folder',
    ['report', 'journal', 'deviations', 'release', 'page'],
    () => {
      mkdirSync(join(base, 'folder'), { recursive: true });
      return 'folder';
    },
  ],
  ['empty', ['report', 'journal', 'deviations', 'release', 'page'], () => put('empty', '')],
  ['white space', ['report', 'journal', 'deviations', 'release', 'page'], () => put('white', ' \n\n \n')],
  [
    'a byte order mark alone',
    ['report', 'journal', 'deviations', 'release', 'page'],
    () => put('mark', '\ufeff'),
  ],
  ['cut off', ['report'], () => put('cut', good.json.slice(0, -40))],
  ['cut off in its first line', ['journal'], () => put('cut-first', good.ndjson.slice(0, 200))],
  ['cut off within a word', ['release'], () => put('cut-release', `${good.release.slice(0, 4000)}\n  "`)],
  [
    'cut off within an entry',
    ['deviations'],
    () => put('cut-deviations', `${good.yaml.replace(' []', '')}  - case: "a`),
  ],
  ['words', ['report', 'journal', 'deviations', 'release'], () => put('words', 'no file of any kind\n')],
  [
    'bytes of a program',
    ['report', 'journal', 'deviations', 'release'],
    () => put('bytes', readFileSync(process.execPath).subarray(0, 60_000)),
  ],
  ['NUL', ['report', 'journal', 'deviations', 'release'], () => put('nul', '\0\0\0\0')],
  ['a list', ['report', 'journal', 'deviations', 'release'], () => put('list', '[1, 2]')],
  ['null', ['report', 'journal', 'deviations', 'release'], () => put('null', 'null')],
  [
    'brackets within brackets',
    ['report', 'journal', 'deviations', 'release'],
    () => put('deep', deep('[', ']')),
  ],
  [
    'objects within objects',
    ['report', 'journal', 'deviations', 'release'],
    () => put('deep-objects', deep('{"a":', '}').replace('}', '1}')),
  ],
  ['aliases of aliases', ['deviations', 'release'], () => put('laughs', laughs)],
  ['an alias to nothing', ['deviations', 'release'], () => put('alias', 'release: *nothing\n')],
  ['a key twice', ['deviations', 'release'], () => put('twice', `${good.yaml}release: v0.19.1\n`)],
  ['two documents', ['deviations', 'release'], () => put('two', `${good.yaml}---\n${good.yaml}`)],
  [
    'the key __proto__',
    ['deviations', 'release'],
    () => put('proto', `${good.yaml}__proto__: {polluted: true}\n`),
  ],
  ['a huge number', ['report'], () => put('huge', good.json.replace(/"exitCode":\d+/, '"exitCode":1e999'))],
  [
    'another schema version',
    ['report'],
    () => put('version', good.json.replace('"schemaVersion":1', '"schemaVersion":2')),
  ],
  [
    'another schema version in the journal',
    ['journal'],
    () =>
      put('journal-version', good.ndjson.replace(`"schemaVersion":${journalVersion}`, '"schemaVersion":1')),
  ],
  [
    'a line that fits in nowhere',
    ['journal'],
    () => put('line', `${good.ndjson}{"type":"footer","__proto__":{"polluted":1}}\n`),
  ],
  [
    'the report of JUnit without tests',
    ['report', 'journal', 'deviations', 'release'],
    () =>
      put(
        'junit.xml',
        '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="merged" tests="0" failures="0" errors="0"/>\n',
      ),
  ],
  [
    'HTML with terminal escapes',
    ['report', 'journal', 'deviations', 'release'],
    () => put('<script>', '<script>alert(1)</script>\u001b[2J\u001b]0;title\u0007: [\n'),
  ],
  [
    'a name above the folder',
    ['release'],
    () => put('above', good.release.replace('release: v0.19.1', 'release: ../../above')),
  ],
  ['about another release', ['deviations'], () => put('other.yaml', 'release: v0.17.0\ndeviations: []\n')],
  [
    'larger than is read',
    ['report', 'journal', 'deviations', 'release', 'page'],
    () => {
      // A hole: it takes no room on the disk.
      truncateSync(join(base, put('large', '')), 3 * 1024 ** 3);
      return 'large';
    },
  ],
  ...(existsSync('/dev/zero')
    ? ([['without an end', ['report', 'journal', 'deviations', 'release', 'page'], () => '/dev/zero']] as [
        string,
        Kind[],
        () => string,
      ][])
    : []),
];
