/** Name, version and commit of the suite that wrote a report. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const inCheckout = import.meta.url.endsWith('.ts');
const top = new URL(inCheckout ? '../../' : '../../../', import.meta.url);

const manifest = JSON.parse(readFileSync(new URL('package.json', top), 'utf8')) as {
  name: string;
  version: string;
};

/** Null outside a checkout, and where there is no git. */
const commitOf = (): string | null => {
  if (!inCheckout) return null;
  try {
    const options = {
      cwd: fileURLToPath(top),
      stdio: ['ignore', 'pipe', 'ignore'] as ['ignore', 'pipe', 'ignore'],
    };
    return execFileSync('git', ['rev-parse', 'HEAD'], options).toString().trim();
  } catch {
    return null;
  }
};

export const suite = { name: manifest.name, version: manifest.version, commit: commitOf() };
