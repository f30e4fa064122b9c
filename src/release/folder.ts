/** Says where the suite keeps what it knows of releases, and of which. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from '../system/package.ts';

export const releasesFolder = join(packageFolder, 'releases/');

/** Names of the files of a folder that describe releases, the oldest first. */
export const namesIn = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => name.slice(0, -'.yaml'.length))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
