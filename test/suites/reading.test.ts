/** Tests that docs/reading-a-suite.md quotes the suites exactly, and that suites/README.md names what is there. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { top } from '../house.ts';

const read = (path: string): string => readFileSync(top + path, 'utf8');

/** The blocks of code, each with the file that the line above the block names. */
const shownIn = (text: string): { file: string | undefined; code: string }[] =>
  [...text.matchAll(/(?:^\[`([^`]+)`\]\([^)]*\):\n\n)?^```ts\n(.*?)^```$/gms)].map(([, file, code]) => ({
    file,
    code: code!,
  }));

/** The quoted blocks that the named file does not hold. */
const notInFiles = (text: string): string[] =>
  shownIn(text)
    .filter(({ file, code }) => file === undefined || !existsSync(top + file) || !read(file).includes(code))
    .map(({ file, code }) => `${file ?? 'no file'}: ${code.split('\n')[0]}`);

const guide = read('docs/reading-a-suite.md');
const headings = readdirSync(`${top}suites`, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !['words', 'checks'].includes(entry.name))
  .map(({ name }) => name);

test('code that the guide shows stands in the file that it names', () => {
  expect(notInFiles(guide)).toEqual([]);
});

test('the guide shows a rule of each heading, whole', () => {
  const shown = shownIn(guide);
  expect(shown.map(({ file }) => file?.split('/')[1] ?? '').toSorted()).toEqual(headings.toSorted());
  expect(shown.filter(({ code }) => !/^export const \w+ = rule\(.*\n\}\);\n$/s.test(code))).toEqual([]);
});

test('a line that is not in the file, and a block without a file, are found', () => {
  const changed = guide.replace("condition: 'key missing'", "condition: 'key lost'");
  expect(notInFiles(changed)).toHaveLength(1);
  expect(notInFiles(`# Title\n\n\`\`\`ts\nconst a = 1;\n\`\`\`\n`)).toEqual(['no file: const a = 1;']);
});

test('suites/README.md names each file and folder beside the headings', () => {
  const beside = readdirSync(`${top}suites`).filter(
    (name) => !headings.includes(name) && name !== 'README.md',
  );
  const named = [...read('suites/README.md').matchAll(/`([^`]+?)\/?`/g)].map(([, name]) => name);
  expect(beside.filter((name) => !named.includes(name))).toEqual([]);
});

test('links of both lead to files', () => {
  const links = (path: string, folder: string): string[] =>
    [...read(path).matchAll(/\]\(([^)#]+)\)/g)].map(([, link]) => `${folder}/${link}`);
  const all = [...links('docs/reading-a-suite.md', 'docs'), ...links('suites/README.md', 'suites')];
  expect(all.length).toBeGreaterThan(5);
  expect(all.filter((link) => !existsSync(top + link))).toEqual([]);
});
