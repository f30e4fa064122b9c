/** Puts programs that stand in for a release into a folder, one for each service of the reference. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadRelease } from '../../src/release/load.ts';

/** @param script shell script of a service, by the name of its binary */
export const placePrograms = (folder: string, script: (binary: string) => string): void => {
  mkdirSync(folder, { recursive: true });
  for (const { binary } of Object.values(loadRelease('reference').services)) {
    const path = join(folder, binary);
    writeFileSync(path, script(binary));
    chmodSync(path, 0o755);
  }
};
