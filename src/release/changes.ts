/**
 * Reads `releases/upgrade/changes.yaml`: what changed from one release to the next that the names of variables alone do
 * not show.
 */
import { join } from 'node:path';
import { z } from 'zod';
import { UsageError } from '../model/errors.ts';
import { packageFolder } from '../system/package.ts';
import { parseYaml } from '../system/parse-yaml.ts';
import { readUserFile, sizes } from '../system/read-user-file.ts';

const since = z.string().regex(/^v\d+\.\d+\.\d+$/);
/** File and line at the tag of `since`, or the measurement. */
const source = z.string().min(1);
/** A variable without its prefix. */
const rest = z.string().regex(/^[A-Z][A-Z0-9_]*$/);
const severity = z.enum(['availability', 'weaker', 'note']);

const changesSchema = z.strictObject({
  services: z
    .array(
      z.strictObject({
        since,
        from: z.string(),
        to: z.string(),
        word: z.strictObject({ from: rest, to: rest }),
        source,
      }),
    )
    .describe('a service that goes on under another name, and the word for it in names of variables'),
  firsts: z
    .array(z.strictObject({ since, of: z.array(z.string()).min(1), source }))
    .describe(
      'releases between those whose programs are known: `service ws-adapter`, `listener users.grpc`, `variable A_B`',
    ),
  replaced: z
    .array(z.strictObject({ since, variable: rest, by: rest, says: z.string(), source }))
    .describe('a variable that went, and another that does its work in another way'),
  meanings: z
    .array(
      z.strictObject({
        since,
        of: z.array(z.string()).min(1).describe('meanings; `*` stands for one word'),
        severity,
        says: z.string(),
        todo: z.string(),
        source,
      }),
    )
    .describe('a variable that keeps its meaning and is taken in another way'),
  defaults: z
    .array(
      z.strictObject({
        since,
        of: z.string(),
        before: z.string(),
        after: z.string(),
        says: z.string(),
        source,
      }),
    )
    .describe('a meaning whose default is another one, which matters where no file sets it'),
  needed: z
    .array(
      z.strictObject({
        since,
        variable: rest,
        services: z.array(z.string()).min(1),
        severity,
        says: z.string(),
        todo: z.string(),
        value: z.string().optional().describe('a value that works, where one does for everybody'),
        source,
      }),
    )
    .describe('a variable whose default does not do, or did not before'),
});

export type Changes = z.infer<typeof changesSchema>;
export type MeaningChange = Changes['meanings'][number];
export type DefaultChange = Changes['defaults'][number];
export type Need = Changes['needed'][number];

/** @throws UsageError where the file is not as it must be */
export const loadChanges = (path = join(packageFolder, 'releases/upgrade/changes.yaml')): Changes => {
  const todo = 'reinstall the suite';
  const { value, problems } = parseYaml(
    readUserFile(path, 'what changed between releases', todo, sizes.yaml),
  );
  const read = changesSchema.safeParse(value);
  if (read.success) return read.data;
  const found = problems[0]?.found ?? z.prettifyError(read.error).replaceAll('\n', ' ');
  throw new UsageError(`${path} to say what changed between releases`, found, todo, { cause: read.error });
};
