/**
 * Finds the program of the built-in reference. In a checkout its modules, about two hundred with those of its packages,
 * are bundled into a few files first: its services then take a fifth less CPU time, and a run starts hundreds of them.
 * The published package holds no bundle: it would hold the code of those packages, too.
 */
import { createHash, randomUUID } from 'node:crypto';
import { constants, existsSync } from 'node:fs';
import { access, chmod, mkdir, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { codeFolder, extension, inCheckout } from '../system/package.ts';

const main = 'fixtures/reference/main';
/** Folders of the reference's modules. */
export const referenceFolders = ['fixtures/reference', 'fixtures/proto'];
/** npm's record of what is installed; it does not show what is changed by hand in a package. */
const installed = 'node_modules/.package-lock.json';
const cache = 'node_modules/.cache/magistrala-conformance';

/** What the services run where they are not bundled. */
export const referenceModule = join(codeFolder, `${main}${extension}`);

/**
 * The file that `node` is to run.
 * @param checkout its top folder
 * @returns the module itself where it cannot be bundled, as in a checkout that cannot be written to: it does the same
 */
export const referenceProgram = async (checkout = inCheckout ? codeFolder : undefined): Promise<string> =>
  checkout === undefined
    ? referenceModule
    : bundledReference(checkout).catch(() => join(checkout, `${main}.ts`));

/**
 * Bundles where this content has no bundle yet, which takes half a second.
 * @returns the file that `node` is to run
 * @throws why there is no bundle that can be read
 */
export const bundledReference = async (checkout: string): Promise<string> => {
  const digest = await digestOf(checkout);
  const folder = join(checkout, cache, `reference-${digest}`);
  if (!existsSync(folder)) await bundle(checkout, folder, digest);
  const program = join(folder, `${main}.mjs`);
  await access(program, constants.R_OK);
  // When it was last used. Another user's may be read, and not touched.
  await utimes(folder, new Date(), new Date()).catch(() => {});
  return program;
};

/** Of all that a bundle is made from, and of how. */
const digestOf = async (checkout: string): Promise<string> => {
  const files = await Promise.all(
    referenceFolders.map(async (folder) => {
      const names = await readdir(join(checkout, folder), { recursive: true });
      return names.filter((name) => name.endsWith('.ts')).map((name) => join(folder, name));
    }),
  );
  const hash = createHash('sha256').update(await readFile(import.meta.filename));
  for (const file of [...files.flat().sort(), installed]) {
    hash.update(`${file}\0`).update(await readFile(join(checkout, file)));
  }
  return hash.digest('hex').slice(0, 16);
};

/** Another run may do the same at the same time: the folder appears as a whole. */
const bundle = async (checkout: string, folder: string, digest: string): Promise<void> => {
  const { rolldown } = await import('rolldown');
  const making = join(checkout, cache, `making-${randomUUID()}`);
  await mkdir(making, { recursive: true });
  try {
    const input = join(checkout, `${main}.ts`);
    await using made = await rolldown({ input, cwd: checkout, platform: 'node', logLevel: 'silent' });
    const names = { entryFileNames: `${main}.mjs`, chunkFileNames: '[name].mjs' };
    await made.write({ dir: making, format: 'esm', ...names });
    if ((await digestOf(checkout)) !== digest) throw new Error('a module was changed while it was bundled');
    await openToAll(making);
    await rename(making, folder);
    await removeUnused(join(checkout, cache));
  } catch (error) {
    if (!existsSync(folder)) throw error;
  } finally {
    await rm(making, { recursive: true, force: true });
  }
};

/** Services run as other users, too. */
const openToAll = async (folder: string): Promise<void> => {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    await chmod(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o755 : 0o644);
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
