/**
 * Finds the program of the built-in reference. In a checkout its modules, about two hundred with those of its packages,
 * are bundled into a few files first: its services then take a fifth less CPU time, and a run starts hundreds of them.
 * The published package holds no bundle: it would hold the code of those packages, too.
 */
import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { codeFolder, extension, inCheckout } from '../system/package.ts';

const main = 'fixtures/reference/main';
/** Folders of the reference's modules. */
export const referenceFolders = ['fixtures/reference', 'fixtures/proto'];
/** npm's record of what is installed. */
const installed = 'node_modules/.package-lock.json';
const cache = 'node_modules/.cache/magistrala-conformance';

/** What the services run where they are not bundled. */
export const referenceModule = join(codeFolder, `${main}${extension}`);

/**
 * The file that `node` is to run. Bundles where this content has no bundle yet, which takes half a second.
 * @param checkout its top folder
 * @returns the module itself where it cannot be bundled, as in a checkout that cannot be written to: it does the same
 */
export const referenceProgram = async (checkout = inCheckout ? codeFolder : undefined): Promise<string> => {
  if (checkout === undefined) return referenceModule;
  try {
    const folder = join(checkout, cache, `reference-${await digestOf(checkout)}`);
    if (!existsSync(folder)) await bundle(checkout, folder);
    // When it was last used; in a checkout that cannot be written to nothing goes either.
    await utimes(folder, new Date(), new Date()).catch(() => {});
    return join(folder, `${main}.mjs`);
  } catch {
    return join(checkout, `${main}.ts`);
  }
};

/** Of all that a bundle is made from. */
const digestOf = async (checkout: string): Promise<string> => {
  const files = await Promise.all(
    referenceFolders.map(async (folder) => {
      const names = await readdir(join(checkout, folder), { recursive: true });
      return names.filter((name) => name.endsWith('.ts')).map((name) => join(folder, name));
    }),
  );
  const hash = createHash('sha256');
  for (const file of [...files.flat().sort(), installed]) {
    hash.update(`${file}\0`).update(await readFile(join(checkout, file)));
  }
  return hash.digest('hex').slice(0, 16);
};

/** Another run may do the same at the same time: the folder appears as a whole. */
const bundle = async (checkout: string, folder: string): Promise<void> => {
  const { rolldown } = await import('rolldown');
  const making = join(checkout, cache, `making-${randomUUID()}`);
  await mkdir(making, { recursive: true });
  try {
    const input = join(checkout, `${main}.ts`);
    await using made = await rolldown({ input, platform: 'node', logLevel: 'silent' });
    const names = { entryFileNames: `${main}.mjs`, chunkFileNames: '[name].mjs' };
    await made.write({ dir: making, format: 'esm', ...names });
    await rename(making, folder);
    await removeUnused(join(checkout, cache));
  } catch (error) {
    if (!existsSync(folder)) throw error;
  } finally {
    await rm(making, { recursive: true, force: true });
  }
};

/** ms after which a bundle that was not used goes: a run that is under way may need an older one. */
const unusedMs = 24 * 3_600_000;

const removeUnused = async (folder: string): Promise<void> => {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const used = await stat(path).catch(() => undefined);
    if (used && used.mtimeMs < Date.now() - unusedMs) await rm(path, { recursive: true, force: true });
  }
};
