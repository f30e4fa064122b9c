/** Writes the JSON Schemas that others read: of release files, of programs, of reports, of comparisons, of histories, of check-env and of upgrade, and of deployment files. */
import { writeFileSync } from 'node:fs';
import { checkedJsonSchema } from '../src/advise/checked/checked.ts';
import { toldJsonSchema } from '../src/advise/upgrade/schema.ts';
import { comparisonJsonSchema } from '../src/compare/schema.ts';
import { historyJsonSchema } from '../src/history/schema.ts';
import { deploymentJsonSchema } from '../src/live/file/schema.ts';
import { programsJsonSchema } from '../src/release/programs-file.ts';
import { releaseJsonSchema } from '../src/release/schema.ts';
import { reportJsonSchema } from '../src/report/schema.ts';

writeFileSync(new URL('../releases/release.schema.json', import.meta.url), releaseJsonSchema());
writeFileSync(new URL('../releases/programs.schema.json', import.meta.url), programsJsonSchema());
writeFileSync(new URL('../src/report/report.schema.json', import.meta.url), reportJsonSchema());
writeFileSync(new URL('../src/compare/comparison.schema.json', import.meta.url), comparisonJsonSchema());
writeFileSync(new URL('../src/history/history.schema.json', import.meta.url), historyJsonSchema());
writeFileSync(new URL('../src/advise/advice.schema.json', import.meta.url), checkedJsonSchema());
writeFileSync(new URL('../src/advise/upgrade/upgrade.schema.json', import.meta.url), toldJsonSchema());
writeFileSync(new URL('../src/live/file/deployment.schema.json', import.meta.url), deploymentJsonSchema());
