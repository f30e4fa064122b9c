/** Says what `upgrade` found out. It is the JSON output, and all other formats are rendered from it. */
import { z } from 'zod';
import { checkedSchema, failOn } from '../checked/checked.ts';
import { place, severities, transports } from '../schema.ts';
import { statuses } from './fate.ts';

const change = z.strictObject({
  since: z.string().describe('first release that has it'),
  says: z.string(),
  todo: z.string(),
  source: z.string().describe('file and line of the source at that tag'),
});

const setting = z.strictObject({
  variable: z.string(),
  status: z.enum(statuses),
  severity: z.enum(severities),
  at: place,
  also: z.array(place).describe('other lines that name it'),
  services: z.array(z.string()).describe('services that read it'),
  newNames: z
    .array(z.string())
    .describe('what the new release reads in its place; several where services differ'),
  newValue: z.string().optional().describe('the word of the new release for the word of the file'),
  since: z.string().optional(),
  empty: z.boolean().describe('the files give it no value'),
  changes: z.array(change),
  says: z.string().describe('holds no value'),
  todo: z.string().optional(),
});

const service = z.strictObject({
  service: z.string(),
  container: z.string().optional(),
  at: place.optional(),
  became: z.enum(['gone', 'new', 'another image', 'renamed']),
  severity: z.enum(severities),
  since: z.string().optional(),
  says: z.string(),
  todo: z.string().optional(),
});

const need = z.strictObject({
  variable: z.string(),
  services: z.array(z.string()),
  containers: z.array(z.string()).describe('containers that lack it; empty for a plain file'),
  severity: z.enum(severities),
  since: z.string().optional(),
  says: z.string(),
  todo: z.string(),
  value: z.string().optional().describe('a value that works, where one does for everybody'),
  source: z.string(),
});

const side = z.strictObject({ transport: z.enum(transports), because: z.string() });

const hop = z.strictObject({
  from: z.string(),
  to: z.string(),
  listener: z.string(),
  before: side.optional().describe('with the old release'),
  asTheyAre: side.optional().describe('with the new release, and the files as they are'),
  rewritten: side.optional().describe('with the new release, and the files as --write writes them'),
});

const count = z.strictObject({ availability: z.int(), weaker: z.int(), note: z.int() });

export const upgradeSchema = z.strictObject({
  schemaVersion: z.literal(1),
  from: z.string(),
  to: z.string(),
  between: z.array(z.string()).describe('known releases between the two'),
  files: z.array(z.strictObject({ path: z.string(), kind: z.string() })),
  recognised: z.strictObject({
    settings: z.int().describe('settings that one of the releases reads; none is never green'),
    services: z.array(z.string()),
  }),
  settings: z.array(setting),
  services: z.array(service),
  needed: z.array(need),
  hops: z.array(hop).describe('hops whose transport is not the same on all three sides'),
  checks: z
    .strictObject({ before: count, asTheyAre: count, rewritten: count })
    .describe('statements of check-env, by severity'),
});

export const toldSchema = upgradeSchema
  .extend({
    tool: checkedSchema.shape.tool,
    written: z
      .strictObject({
        files: z.array(z.strictObject({ from: z.string(), to: z.string(), changed: z.boolean() })),
        left: z
          .array(z.strictObject({ at: place, variable: z.string(), why: z.string() }))
          .describe('what could not be rewritten safely, and is left as it is'),
      })
      .nullable(),
    failOn: z.enum(failOn),
    ending: checkedSchema.shape.ending,
  })
  .meta({ id: 'upgrade', title: 'What magistrala-conformance upgrade says of the files of a deployment' });

export type Upgrade = z.infer<typeof upgradeSchema>;
export type Told = z.infer<typeof toldSchema>;
export type SettingChange = Upgrade['settings'][number];
export type ServiceChange = Upgrade['services'][number];
export type NeededSetting = Upgrade['needed'][number];
export type HopChange = Upgrade['hops'][number];

/** JSON Schema (draft 2020-12), as published beside this file. */
export const toldJsonSchema = (): string => `${JSON.stringify(z.toJSONSchema(toldSchema), null, 2)}\n`;
