/** Writes the JSON Schemas that others read: of release files and of reports. */
import { writeFileSync } from 'node:fs';
import { z } from 'zod';
import { reportJsonSchema } from '../report/schema.ts';
import { releaseSchema } from './schema.ts';

export const releaseJsonSchema = (): string =>
  `${JSON.stringify(z.toJSONSchema(releaseSchema, { io: 'input' }), null, 2)}\n`;

if (import.meta.main) {
  writeFileSync(new URL('../../releases/release.schema.json', import.meta.url), releaseJsonSchema());
  writeFileSync(new URL('../report/report.schema.json', import.meta.url), reportJsonSchema());
}
