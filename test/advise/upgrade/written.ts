/** Makes the files that `--write` makes, without the other parts of an upgrade. */
import type { Advice } from '../../../src/advise/schema.ts';
import { rewrite, type Rewritten } from '../../../src/advise/upgrade/rewrite/rewrite.ts';
import { planUpgrade } from '../../../src/advise/upgrade/upgrade.ts';
import type { Configuration } from '../../../src/configuration/model.ts';
import { way } from './files.ts';

const silent: Advice = {
  ...{ schemaVersion: 1, release: '', files: [], statements: [], hops: [] },
  recognised: { settings: 0, services: [] },
};

export const written = (
  configuration: Configuration,
  texts: Readonly<Record<string, string>>,
  [from, to]: [string, string],
): Rewritten & { text: (path: string) => string } => {
  const whole = way(from, to);
  const planned = planUpgrade(configuration, whole, { before: silent, asTheyAre: silent, rewritten: silent });
  const result = rewrite(configuration, planned, { texts: new Map(Object.entries(texts)), way: whole });
  return { ...result, text: (path) => result.files.find((one) => one.path === path)!.text };
};
