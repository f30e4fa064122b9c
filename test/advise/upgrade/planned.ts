/** Makes what an upgrade says of files, with what check-env says given by hand. */
import type { Advice, HopAdvice } from '../../../src/advise/schema.ts';
import type { Looks } from '../../../src/advise/upgrade/hops.ts';
import { upgradeSchema, type Upgrade } from '../../../src/advise/upgrade/schema.ts';
import { planUpgrade } from '../../../src/advise/upgrade/upgrade.ts';
import type { Configuration } from '../../../src/configuration/model.ts';
import { way } from './files.ts';

export const advice = (hops: HopAdvice[] = []): Advice => ({
  schemaVersion: 1,
  release: 'v0.0.0',
  files: [],
  recognised: { settings: 0, services: [] },
  statements: [],
  hops,
});
const silent: Looks = { before: advice(), asTheyAre: advice(), rewritten: advice() };

export const planned = (configuration: Configuration, from: string, to: string, looks = silent): Upgrade =>
  upgradeSchema.parse(planUpgrade(configuration, way(from, to), looks).upgrade);
