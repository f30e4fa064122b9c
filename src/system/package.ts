/**
 * Says where the package and its code stand, and what its manifest holds; cheap, for commands that must answer at
 * once.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `.ts` in a checkout, `.js` in the published package, one folder deeper. */
export const inCheckout = import.meta.url.endsWith('.ts');
/** Ending of the suite's own modules, where a path of one is put together. */
export const extension = inCheckout ? '.ts' : '.js';

/** Folder of `suites`, `fixtures`, `certs` and `src`: the package's own, or its `dist`. */
export const codeFolder = fileURLToPath(new URL('../../', import.meta.url));
/** Folder of package.json and `releases`. */
export const packageFolder = inCheckout ? codeFolder : join(codeFolder, '../');

export const manifest = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as {
  name: string;
  version: string;
  engines: { node: string };
};
