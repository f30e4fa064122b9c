/** Arranges in the main process what all workers share: folder, PKI, PostgreSQL, backplane. */
import { createAuthorities, serializeAuthorities } from '../../certs/authorities.ts';
import { startPostgres } from '../../fixtures/postgres/start.ts';
import type { Case, Identity, Posture } from '../../suites/vocabulary.ts';
import type { TargetDescription } from '../model/journal.ts';
import type { RunOptions } from '../plan/options.ts';
import { defaultPosture } from '../plan/plan.ts';
import type { Chosen } from '../plan/select.ts';
import type { Release } from '../release/schema.ts';
import { sweep } from '../runtime/sweep/sweep.ts';
import type { RunDescription } from '../stack/context.ts';
import { openRuntime } from '../stack/open-runtime.ts';
import { createRunFolder } from '../system/run-folder.ts';
import { startBackplane } from './backplane.ts';
import { neededImages } from './needed-images.ts';
import { resolvePrograms } from './target.ts';

export interface Prepared extends AsyncDisposable {
  description: RunDescription;
  target: TargetDescription;
  postgresVersion: string | null;
  dockerVersion: string | null;
}

/**
 * Sets up what all workers share: run folder, PKI, PostgreSQL, backplane. Removes what killed runs left behind first.
 * @param note gets a line for each thing that could not be removed at the end
 */
export const prepare = async (
  options: RunOptions,
  { release, cases }: Pick<Chosen, 'release' | 'cases'>,
  signal: AbortSignal,
  note: (line: string) => void = () => {},
): Promise<Prepared> => {
  const { programs, description: target } = await resolvePrograms(options, release);
  const docker = options.runtime === 'containers';
  await sweep({ docker });

  const stack = new AsyncDisposableStack();
  try {
    const { label, folder } = createRunFolder();
    stack.defer(async () => {
      const { left } = await sweep({ label, docker });
      for (const what of left) note(`Could not be removed: ${what} (the command \`clean\` tries again)`);
    });
    const obtained = docker ? await obtain(options, release, cases, signal) : undefined;
    if (obtained) target.images = obtained.images;
    const image = obtained?.postgresImage;
    const authorities = await createAuthorities({ rsa4096: setsIdentity(cases, 'right-rsa-4096') });
    const servers = serversFor(cases, release);
    const runtime = await openRuntime({
      runtime: options.runtime,
      folder,
      id: label,
      ports: options.ports ?? null,
      ...(image && { postgresImage: image }),
    });
    const postgres = servers.length
      ? stack.use(
          await startPostgres(
            {
              runtime: options.runtime,
              servers,
              authorities,
              folder,
              label,
              listenHost: '127.0.0.1',
              names: [...new Set(['localhost', runtime.peerHost('postgres')])],
              ips: [...new Set(['127.0.0.1', runtime.peerAddress])],
              ports: options.ports,
              pull: 'never',
              ...(image && { image }),
            },
            signal,
          ),
        )
      : null;
    const backplane = stack.use(
      await startBackplane(withoutPull(options), { release, cases, runtime, authorities, signal }),
    );
    return {
      description: {
        id: label,
        folder,
        runtime: options.runtime,
        release,
        programs: programs.kind === 'images' ? { ...programs, pull: 'never' } : programs,
        authorities: await serializeAuthorities(authorities),
        postgres: postgres?.describe() ?? null,
        ...(image && { postgresImage: image }),
        backplane: backplane.addresses,
        cases: cases.map((one) => one.id),
        startsPerWorker: options.startsPerWorker,
        ports: options.ports ?? null,
      },
      target,
      postgresVersion: postgres?.describe().version ?? null,
      dockerVersion: obtained?.version ?? null,
      [Symbol.asyncDispose]: () => stack.disposeAsync(),
    };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
};

/** All images at once, before anything is started: after that nothing is pulled any more. */
const obtain = async (options: RunOptions, release: Release, cases: readonly Case[], signal: AbortSignal) => {
  // Loads testcontainers, which a run without containers need not wait for.
  const { obtainImages } = await import('../system/docker/obtain.ts');
  const needed = neededImages(release, cases, options.target);
  const obtained = await obtainImages(needed, options.target.pull, signal);
  return { ...obtained, postgresImage: needed.find(({ role }) => role === 'postgres')!.ref };
};

const withoutPull = (options: RunOptions): RunOptions => ({
  ...options,
  target: { ...options.target, pull: 'never' },
});

/** Whether some start has a file of this identity. */
const setsIdentity = (cases: readonly Case[], identity: Identity): boolean =>
  cases.some(({ start }) =>
    Object.values(start.settings).some(
      (value) => typeof value === 'object' && 'of' in value && value.of === identity,
    ),
  );

/** One PostgreSQL for each TLS posture that the selection stands on. */
export const serversFor = (cases: readonly Case[], release: Release): Posture['server'][] => [
  ...new Set(
    cases
      .filter((one) => one.start.services.some((name) => release.services[name]?.database))
      .flatMap(({ start: { postgres = defaultPosture } }) => [postgres.server, postgres.later ?? []].flat()),
  ),
];
