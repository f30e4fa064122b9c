/** Every image that a run in containers needs, and no other. Pure. */
import { infrastructure } from '../../fixtures/backplane/infrastructure.ts';
import { postgresImage } from '../../fixtures/postgres/default-image.ts';
import type { Case } from '../../suites/vocabulary.ts';
import type { InfrastructureName } from '../model/backplane.ts';
import type { TargetOptions } from '../plan/options.ts';
import { isDeployment } from '../plan/deployment.ts';
import type { Release, StartedName } from '../release/schema.ts';

export interface NeededImage {
  /** Service, infrastructure, or `postgres`: what `--image` calls it. */
  role: string;
  ref: string;
}

type Asked = Pick<TargetOptions, 'kind' | 'registry' | 'images'>;

/** PostgreSQL's is among them for every selection: its container also holds the networks of the services. */
export const neededImages = (
  release: Release,
  cases: readonly Case[],
  { kind, registry = release.registry ?? '', images }: Asked,
): NeededImage[] => {
  const postgres = { role: 'postgres', ref: images['postgres'] ?? postgresImage() };
  if (kind === 'reference') {
    return [{ role: 'reference', ref: images['reference'] ?? release.services.users!.image }, postgres];
  }
  const programOf = (name: StartedName): StartedName => release.services[name]?.servedBy ?? name;
  const started = new Set(
    [...cases.flatMap((one) => one.start.services), ...startedForDeployments(release, cases)].map(programOf),
  );
  const own = Object.entries(release.services)
    .filter(([name]) => [...started].some((one) => one === name))
    .map(([role, { image }]) => ({
      role,
      ref: images[role] ?? image.replace('{registry}', registry).replace(/^\//, ''),
    }));
  const behind = neededInfrastructure(release, cases).map((role) => ({
    role,
    ref: images[role] ?? infrastructure[role].image,
  }));
  return [...own, ...behind, postgres];
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
