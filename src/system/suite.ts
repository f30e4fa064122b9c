/** Gives name, version and commit of the suite, for the reports that it writes. */
import { execFileSync } from 'node:child_process';
import { inCheckout, manifest, packageFolder } from './package.ts';

/** Null outside a checkout, and where there is no git. */
const commitOf = (): string | null => {
  if (!inCheckout) return null;
  try {
    const options = {
      cwd: packageFolder,
      stdio: ['ignore', 'pipe', 'ignore'] as ['ignore', 'pipe', 'ignore'],
    };
    return execFileSync('git', ['rev-parse', 'HEAD'], options).toString().trim();
  } catch {
    return null;
  }
};

export const suite = { name: manifest.name, version: manifest.version, commit: commitOf() };
