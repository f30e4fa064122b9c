/** Writes the JSON Schemas that others read: of release files, of reports and of comparisons. */
import { writeFileSync } from 'node:fs';
import { comparisonJsonSchema } from '../src/compare/schema.ts';
import { releaseJsonSchema } from '../src/release/schema.ts';
import { reportJsonSchema } from '../src/report/schema.ts';

writeFileSync(new URL('../releases/release.schema.json', import.meta.url), releaseJsonSchema());
writeFileSync(new URL('../src/report/report.schema.json', import.meta.url), reportJsonSchema());
writeFileSync(new URL('../src/compare/comparison.schema.json', import.meta.url), comparisonJsonSchema());
