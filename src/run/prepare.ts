/** Arranges in the main process what all workers share: folder, PKI, PostgreSQL, backplane. */
import { createAuthorities, serializeAuthorities } from '../../certs/authorities.ts';
import { startPostgres, type PostgresRuntime } from '../../fixtures/postgres/start.ts';
import type { Case, Identity, Posture } from '../../suites/vocabulary.ts';
import type { PinnedImage } from '../model/image.ts';
import type { TargetDescription } from '../model/journal.ts';
import { runtimeOf, type RunOptions, type TargetOptions } from '../plan/options.ts';
import { serversOf } from '../plan/plan.ts';
import type { Chosen } from '../plan/select.ts';
import type { Release } from '../release/schema.ts';
import { sweep } from '../runtime/sweep/sweep.ts';
import type { RunDescription, RuntimeChoice, Surroundings } from '../stack/context.ts';
import { openRuntime } from '../stack/open-runtime.ts';
import type { Obtained, ObtainedImage } from '../system/docker/obtain.ts';
import { ryukRole } from '../system/docker/ryuk.ts';
import { openLauncher } from '../system/processes/open-launcher.ts';
import { createRunFolder } from '../system/run-folder.ts';
import type { EarlyDescription } from '../workers/hand-over.ts';
import { startBackplane } from './backplane.ts';
import { neededInfrastructure } from './needed-images.ts';
import { pulledImages } from './pulled-images.ts';
import { describeTarget, digestsOf, programSource } from './target.ts';

export interface Prepared extends AsyncDisposable {
  description: RunDescription;
  target: TargetDescription;
  postgresVersion: string | null;
  dockerVersion: string | null;
}

/** Those who begin before everything is up. */
export interface Early extends AsyncDisposable {
  /** Everything is known but what `provide` says later. */
  begin: (description: EarlyDescription) => void;
  provide: (known: Partial<Surroundings>) => void;
}

/**
 * Sets up what all workers share: run folder, PKI, PostgreSQL, backplane. Removes what killed runs left behind first.
 * @param note gets a line for each thing that could not be removed at the end
 * @param early is ended before anything of this is taken away
 */
export const prepare = async (
  options: RunOptions,
  { release, cases }: Pick<Chosen, 'release' | 'cases'>,
  signal: AbortSignal,
  { note = () => {}, early }: { note?: (line: string) => void; early?: Early | undefined } = {},
): Promise<Prepared> => {
  const target = await describeTarget(options, release);
  const docker = target.runtime === 'containers';
  await sweep({ docker });

  const stack = new AsyncDisposableStack();
  try {
    const { label, folder } = createRunFolder();
    stack.defer(async () => {
      const { left } = await sweep({ label, docker });
      for (const what of left) note(`Could not be removed: ${what} (the command \`clean\` tries again)`);
    });
    // Is up long before the first service is to be started.
    const launcher =
      target.runtime === 'processes' ? stack.use(await openLauncher({ folder, label })) : undefined;
    const obtained = await obtain(options.target, release, cases, signal);
    target.images = tested(obtained?.images ?? []);
    const digests = digestsOf(options.target, release, cases);
    // Awaited below; if PostgreSQL fails first, this rejection must not stay unhandled.
    digests.catch(() => {});
    const images = pinned(obtained?.images ?? []);
    const authorities = await createAuthorities({ rsa4096: setsIdentity(cases, 'right-rsa-4096') });
    const servers = serversFor(cases, release);
    const { chosen, postgresRuntime } = runtimesFor(images['postgres'], options.ports);
    const ports = options.ports ?? null;
    const runtime = await openRuntime({ runtime: chosen, folder, id: label, ports });
    const source = await programSource(options.target, images, obtained?.missing);
    const described: EarlyDescription = {
      id: label,
      folder,
      runtime: chosen,
      release,
      programs: source,
      authorities: await serializeAuthorities(authorities),
      cases: cases.map((one) => one.id),
      startsPerWorker: options.startsPerWorker,
      ports,
      ...(launcher && { launcher: await launcher.address }),
    };
    const startingPostgres = servers.length
      ? startPostgres(
          {
            runtime: postgresRuntime,
            servers,
            authorities,
            folder,
            label,
            names: [...new Set(['localhost', runtime.peerHost('postgres')])],
            ips: [...new Set(['127.0.0.1', runtime.peerAddress])],
            onServer: (known) => early?.provide({ postgres: known }),
          },
          signal,
        )
      : null;
    const startingBackplane = startBackplane(neededInfrastructure(release, cases), {
      images,
      folder: source.kind === 'binaries' ? source.folder : undefined,
      runtime,
      authorities,
      signal,
      note,
    });
    // What came up is taken away also where something else did not.
    for (const starting of [startingPostgres, startingBackplane]) {
      stack.defer(async () => (await starting?.catch(() => undefined))?.[Symbol.asyncDispose]());
    }
    if (early) {
      stack.use(early);
      early.begin(described);
    }
    const [backplane, postgres] = await Promise.all([
      startingBackplane.then((started) => {
        early?.provide({ backplane: started.addresses });
        return started;
      }),
      startingPostgres,
    ]);
    target.binaries = await digests;
    return {
      description: {
        ...described,
        postgres: postgres?.describe() ?? null,
        backplane: backplane.addresses,
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
const obtain = async (
  target: TargetOptions,
  release: Release,
  cases: readonly Case[],
  signal: AbortSignal,
): Promise<Obtained | undefined> => {
  if (target.kind === 'binaries' || runtimeOf(target) === 'processes') return undefined;
  // Loads testcontainers, which a run without containers need not wait for.
  const { obtainImages } = await import('../system/docker/obtain.ts');
  const pull = target.kind === 'images' ? target.pull : 'missing';
  return obtainImages(await pulledImages(release, cases, target), pull, signal);
};

/** Ryuk is no part of what is tested: two shards are of one run where one of their machines does without it. */
const tested = (images: readonly ObtainedImage[]): TargetDescription['images'] =>
  images.filter(({ role }) => role !== ryukRole).map(({ role, ref, digest }) => ({ role, ref, digest }));

/** PostgreSQL's image is there for every run in containers, and has `sleep`: no further one to pull or to mirror. */
const runtimesFor = (
  image: PinnedImage | undefined,
  ports: RunOptions['ports'],
): { chosen: RuntimeChoice; postgresRuntime: PostgresRuntime } =>
  image
    ? {
        chosen: { kind: 'containers', holder: image },
        postgresRuntime: { kind: 'containers', image },
      }
    : {
        chosen: { kind: 'processes' },
        postgresRuntime: { kind: 'processes', listenHost: '127.0.0.1', ports },
      };

const pinned = (images: readonly ObtainedImage[]): Record<string, PinnedImage> =>
  Object.fromEntries(images.map(({ role, ref, id }) => [role, { ref, id }]));

/** Whether some start has a file of this identity. */
const setsIdentity = (cases: readonly Case[], identity: Identity): boolean =>
  cases.some(({ start }) =>
    Object.values(start.settings).some(
      (value) => typeof value === 'object' && 'of' in value && value.of === identity,
    ),
  );

/** One PostgreSQL for each TLS posture that the selection stands on. */
export const serversFor = (cases: readonly Case[], release: Release): Posture['server'][] => [
  ...new Set(cases.flatMap(({ start }) => serversOf(start, release))),
];
