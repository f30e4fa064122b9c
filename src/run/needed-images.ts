/** Every image that a run in containers needs, and no other. Pure. */
import { infrastructure } from '../../fixtures/backplane/infrastructure.ts';
import { postgresImage } from '../../fixtures/postgres/default-image.ts';
import type { Case } from '../../suites/vocabulary.ts';
import type { InfrastructureName } from '../model/backplane.ts';
import { isDeployment } from '../plan/deployment.ts';
import { imageReference, type ImageChoice } from '../release/images.ts';
import type { Release, StartedName } from '../release/schema.ts';

export interface NeededImage {
  /** Service, infrastructure, `reference` or `postgres`: what `--image` calls it. */
  role: string;
  ref: string;
  /** The cases of this service alone cannot be set up without it: those of the others go on. */
  mayLack?: true;
}

/** PostgreSQL's is among them for every selection: its container also holds the networks of the services. */
export const neededImages = (
  release: Release,
  cases: readonly Case[],
  target: { kind: 'reference' | 'images' } & ImageChoice,
): NeededImage[] => {
  const usual: [string, string][] = [
    ...(target.kind === 'reference'
      ? [['reference', release.services.users!.image] as [string, string]]
      : servicesOf(release, cases)),
    ...neededInfrastructure(release, cases).map((name): [string, string] => [
      name,
      infrastructure[name].image,
    ]),
    ['postgres', postgresImage()],
  ];
  const ofPage = new Set(
    cases.filter(({ scope }) => scope === 'page').flatMap((one) => startedBy(release, one)),
  );
  return usual.map(([role, image]) => ({
    role,
    ref: imageReference(role, image, release, target),
    ...(Object.hasOwn(release.services, role) && !ofPage.has(role) && { mayLack: true as const }),
  }));
};

/** What one case starts. */
const startedBy = (release: Release, one: Case): string[] =>
  [...one.start.services, ...startedForDeployments(release, [one])].map(
    (name) => release.services[name]?.servedBy ?? name,
  );

/** The services that have a program which is started, with the image that the release file says. */
const servicesOf = (release: Release, cases: readonly Case[]): [string, string][] => {
  const started = [
    ...cases.flatMap((one) => one.start.services),
    ...startedForDeployments(release, cases),
  ].map((name) => release.services[name]?.servedBy ?? name);
  return Object.entries(release.services)
    .filter(([name]) => started.some((one) => one === name))
    .map(([name, { image }]) => [name, image]);
};

/** What stands behind the services of these cases, besides PostgreSQL and the MQTT broker. */
export const neededInfrastructure = (release: Release, cases: readonly Case[]): InfrastructureName[] => {
  const alone = cases.flatMap((one) =>
    one.start.services.flatMap((name) => release.services[name]?.needs ?? []),
  );
  const inDeployment = startedForDeployments(release, cases).flatMap((name) => {
    const service = release.services[name];
    return [...(service?.needs ?? []), ...(service?.inDeployment?.needs ?? [])];
  });
  return [...new Set([...alone, ...inDeployment])].filter((need) => need !== 'mqtt-broker');
};

/** What is started for the whole deployments among these cases. */
const startedForDeployments = (release: Release, cases: readonly Case[]): readonly StartedName[] =>
  cases.some((one) => isDeployment(one.start, release)) ? (release.deployment?.order ?? []) : [];
