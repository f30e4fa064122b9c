/** Puts together what an upgrade does to the files of a deployment. Pure. */
import type { Configuration } from '../../configuration/model.ts';
import { countsOf, hopChangesOf, type Looks } from './hops.ts';
import { neededOf } from './needed.ts';
import { occurrencesOf, placedOf, servicesOf, type Placed } from './occurrences.ts';
import { respelled, withNewImages } from './respell.ts';
import type { Upgrade } from './schema.ts';
import { serviceChangesOf } from './services.ts';
import { isRecognised, judgedOf, type Judged } from './settings.ts';
import type { Way } from './way.ts';

/** What the upgrade says, and what `--write` acts upon. */
export interface Planned {
  upgrade: Upgrade;
  judged: Judged[];
  placed: Placed[];
}

/** The three configurations that check-env is to look at. */
export const sidesOf = (configuration: Configuration, way: Way): Record<keyof Looks, Configuration> => {
  const placed = placedOf(configuration, way);
  return {
    before: configuration,
    asTheyAre: withNewImages(configuration, placed, way),
    rewritten: respelled(configuration, placed, way),
  };
};

export const planUpgrade = (configuration: Configuration, way: Way, looks: Looks): Planned => {
  const placed = placedOf(configuration, way);
  const occurrences = occurrencesOf(configuration, placed);
  const services = servicesOf(occurrences, placed, way);
  const judged = judgedOf(occurrences, way);
  const settings = judged.map(({ change }) => change);
  return {
    judged,
    placed,
    upgrade: {
      schemaVersion: 1,
      from: way.from.release,
      to: way.to.release,
      between: way.steps.slice(0, -1).map(({ release }) => release),
      files: configuration.files.map(({ path, kind }) => ({ path, kind })),
      recognised: {
        settings: settings.filter(isRecognised).length,
        services: [...services].map((service) => way.from.services.get(service)?.name ?? service).sort(),
      },
      settings,
      services: serviceChangesOf(services, placed, way),
      needed: neededOf(configuration.containers, placed, { services, way }),
      hops: hopChangesOf(looks),
      checks: countsOf(looks),
    },
  };
};
