/** Writes the JSON Schemas that others read: of release files and of reports. */
import { writeFileSync } from 'node:fs';
import { releaseJsonSchema } from '../src/release/schema.ts';
import { reportJsonSchema } from '../src/report/schema.ts';

writeFileSync(new URL('../releases/release.schema.json', import.meta.url), releaseJsonSchema());
writeFileSync(new URL('../src/report/report.schema.json', import.meta.url), reportJsonSchema());
