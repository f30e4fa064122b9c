/** Where the package stands, and what its manifest says; cheap, for commands that must answer at once. */
import { readFileSync } from 'node:fs';

/** `.ts` in a checkout, `.js` in the published package, one folder deeper. */
export const inCheckout = import.meta.url.endsWith('.ts');
const top = new URL(inCheckout ? '../../' : '../../../', import.meta.url);

export const manifest = JSON.parse(readFileSync(new URL('package.json', top), 'utf8')) as {
  version: string;
  engines: { node: string };
};
