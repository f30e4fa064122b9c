/** Tests that the reference is bundled, anew for each content, and does in a bundle what its modules do. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { afterEach, expect, test, vi } from 'vitest';
import { referenceFolders, referenceModule, referenceProgram } from '../../src/run/reference-program.ts';
import { codeFolder } from '../../src/system/package.ts';

vi.mock('rolldown', async (original) => {
  const real = await original<{ rolldown: typeof rolldown }>();
  return { rolldown: vi.fn(real.rolldown) };
});

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

const run = (command: string, ...args: string[]): Promise<{ code: number; said: string }> =>
  new Promise((resolve) => {
    const child = execFile(command, args, (_error, out, errors) =>
      resolve({ code: child.exitCode!, said: out + errors }),
    );
  });

const writeWord = (top: string, word: string): Promise<void> =>
  writeFile(join(top, 'fixtures/proto/word.ts'), `export const word: string = '${word}';\n`);

/** A checkout whose reference says one word. */
const checkoutThatSays = async (word: string): Promise<string> => {
  const top = await mkdtemp(join(tmpdir(), 'checkout-'));
  folders.push(top);
  for (const folder of [...referenceFolders, 'node_modules'])
    await mkdir(join(top, folder), { recursive: true });
  await writeFile(join(top, 'node_modules/.package-lock.json'), '{}');
  await writeWord(top, word);
  const main = `import { word } from '../proto/word.ts';\nconsole.log(word, process.argv[2]);\n`;
  await writeFile(join(top, 'fixtures/reference/main.ts'), main);
  return top;
};
const bundlesOf = (top: string) => readdir(join(top, 'node_modules/.cache/magistrala-conformance'));

test('the services of this checkout are bundled, and end as their modules do', async () => {
  const program = await referenceProgram();
  expect(program).toMatch(/main\.mjs$/);
  const withoutTime = async (path: string, ...args: string[]) => {
    const { code, said } = await run(process.execPath, path, ...args);
    return { code, said: said.replaceAll(/"time":"[^"]*"/g, '') };
  };
  for (const name of ['no-such-service', 'http-adapter']) {
    const ended = await withoutTime(program, name);
    expect(ended.said).toContain('"level":"error"');
    expect(ended).toEqual(await withoutTime(referenceModule, name));
  }
});

test('the reference imports no module from outside the folders whose content decides about a new bundle', async () => {
  const imports = await Promise.all(
    referenceFolders.map(async (folder) => {
      const names = await readdir(join(codeFolder, folder), { recursive: true });
      return names
        .filter((name) => name.endsWith('.ts'))
        .map(async (name) => {
          const at = join(codeFolder, folder, name);
          const text = await readFile(at, 'utf8');
          return [...text.matchAll(/(?:from|import\(?)\s*'(\.[^']+)'/g)].map((found) =>
            join(at, '..', found[1]!),
          );
        });
    }),
  );
  const imported = (await Promise.all(imports.flat())).flat();
  expect(imported.length).toBeGreaterThan(100);
  const within = referenceFolders.map((folder) => join(codeFolder, folder) + sep);
  expect(imported.filter((path) => !within.some((folder) => path.startsWith(folder)))).toEqual([]);
});

test('a bundle is made once for a content, by several at the same time as well', async () => {
  const top = await checkoutThatSays('first');
  const [program, ...others] = await Promise.all([1, 2, 3].map(() => referenceProgram(top)));
  expect(new Set(others)).toEqual(new Set([program]));
  expect(await run(process.execPath, program!, 'users')).toEqual({ code: 0, said: 'first users\n' });
  expect(await bundlesOf(top)).toHaveLength(1);
  vi.mocked(rolldown).mockClear();
  expect(await referenceProgram(top)).toBe(program);
  expect(rolldown).not.toHaveBeenCalled();

  await writeWord(top, 'second');
  const changed = await referenceProgram(top);
  expect(await run(process.execPath, changed, 'users')).toEqual({ code: 0, said: 'second users\n' });
  expect(await run(process.execPath, program!, 'users')).toEqual({ code: 0, said: 'first users\n' });
  expect(await bundlesOf(top)).toHaveLength(2);
});

test('a bundle that no run has used for a day goes when another one is made', async () => {
  const top = await checkoutThatSays('first');
  const program = await referenceProgram(top);
  const age = async (hours: number): Promise<void> => {
    const then = new Date(Date.now() - hours * 3_600_000);
    await utimes(join(program, '../../..'), then, then);
  };
  const makeAnother = async (word: string): Promise<void> => {
    await writeWord(top, word);
    await referenceProgram(top);
  };
  await age(23);
  await makeAnother('second');
  expect(existsSync(program)).toBe(true);
  await age(25);
  await writeWord(top, 'first');
  expect(await referenceProgram(top)).toBe(program);
  await makeAnother('third');
  expect(existsSync(program)).toBe(true);
  await age(25);
  await makeAnother('fourth');
  expect(existsSync(program)).toBe(false);
  expect(await bundlesOf(top)).toHaveLength(3);
});

test('a module that changes while it is bundled gives no bundle', async () => {
  const top = await checkoutThatSays('before');
  const { rolldown: real } = await vi.importActual<{ rolldown: typeof rolldown }>('rolldown');
  vi.mocked(rolldown).mockImplementationOnce(async (options) => {
    await writeWord(top, 'after');
    return real(options);
  });
  expect(await referenceProgram(top)).toBe(join(top, 'fixtures/reference/main.ts'));
  expect(await bundlesOf(top)).toEqual([]);
});

test.skipIf(process.platform === 'win32')('other users can read a bundle, whatever the mask', async () => {
  const top = await checkoutThatSays('word');
  const module = pathToFileURL(join(codeFolder, 'src/run/reference-program.ts')).href;
  const script = `const { bundledReference } = await import('${module}'); console.log(await bundledReference(process.argv[1]))`;
  const node = [process.execPath, '--input-type=module', '-e', script, top];
  const { code, said } = await run('/bin/sh', '-c', 'umask 077; exec "$@"', 'sh', ...node);
  expect([code, said]).toEqual([0, expect.stringMatching(/main\.mjs\n$/)]);
  const program = said.trim();
  expect((await stat(program)).mode & 0o777).toBe(0o644);
  expect((await stat(join(program, '../../..'))).mode & 0o777).toBe(0o755);
});

test('other packages give another bundle', async () => {
  const top = await checkoutThatSays('word');
  const before = await referenceProgram(top);
  await writeFile(join(top, 'node_modules/.package-lock.json'), '{"packages":{}}');
  expect(await referenceProgram(top)).not.toBe(before);
});

test('what cannot be bundled is run as it is', async () => {
  const top = await checkoutThatSays('word');
  await writeFile(join(top, 'node_modules/.cache'), 'a file where the folder is to be');
  const program = await referenceProgram(top);
  expect(program).toBe(join(top, 'fixtures/reference/main.ts'));
  expect(await run(process.execPath, program, 'users')).toEqual({ code: 0, said: 'word users\n' });

  const broken = await checkoutThatSays('word');
  await cp(join(broken, 'fixtures/proto/word.ts'), join(broken, 'fixtures/proto/other.ts'));
  await rm(join(broken, 'fixtures/proto/word.ts'));
  expect(await referenceProgram(broken)).toBe(join(broken, 'fixtures/reference/main.ts'));
  expect(await bundlesOf(broken)).toEqual([]);
});
