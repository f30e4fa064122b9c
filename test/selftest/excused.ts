/** Lists mutants that behave as a release is known to behave: its deviations file excuses them rightly. */
import type { Naming } from '../../suites/vocabulary.ts';

export interface Excused {
  mutant: string;
  naming: Naming;
  /** Releases whose files excuse it. */
  releases: readonly string[];
  reason: string;
}

/** Their names for PostgreSQL are those of the page; the ones of the other releases begin otherwise. */
const withThePagesPrefix = ['v0.16.0', 'v0.17.0', 'v0.18.5', 'v0.19.1'];
const every = ['v0.15.1', ...withThePagesPrefix, 'v0.20.0', 'v0.30.0'];

/** Under their own names all releases excuse them; `documented`: those that do so under the page's names as well. */
const underEitherName: readonly (Pick<Excused, 'mutant' | 'reason'> & { documented: readonly string[] })[] = [
  {
    mutant: 'prefer-and-allow-are-known',
    documented: withThePagesPrefix,
    reason: "the releases hand the mode to libpq's reader, which knows prefer and allow",
  },
  {
    mutant: 'root-alone-is-refused',
    documented: withThePagesPrefix,
    reason:
      'a root certificate without a client pair makes a connection string that is misread, and stops the start',
  },
  {
    mutant: 'standalone-calls-auth-once',
    documented: every,
    reason: 'the releases call Auth at every start: the variables of standalone mode are read by nothing',
  },
  {
    mutant: 'standalone-dies-soon',
    documented: every,
    reason: 'without Auth the releases end soon after they begin: standalone mode does not exist',
  },
  {
    mutant: 'standalone-needs-auth',
    documented: every,
    reason: 'the releases start with Auth alone: standalone mode does not exist',
  },
  {
    mutant: 'warns-about-a-blank-in-the-password',
    documented: every,
    reason: 'a password with a blank is cut at it, and the error about the rest shows a part of it',
  },
];

export const excused: readonly Excused[] = [
  ...(['documented', 'release'] as const).flatMap((naming) =>
    underEitherName.map(({ mutant, reason, documented }) => ({
      mutant,
      naming,
      releases: naming === 'release' ? every : documented,
      reason,
    })),
  ),
  {
    mutant: 'empty-ca-means-system-roots',
    naming: 'release',
    // The adapters of v0.15.1 ask for the health of their peers at their start, and end.
    releases: every.filter((name) => name !== 'v0.15.1'),
    reason: "an empty CA file is no file to the releases: they trust the system's authorities",
  },
  {
    mutant: 'half-pair-refuses',
    naming: 'release',
    releases: every,
    reason: 'with one of the two files set the releases try TLS, fail to load the missing file and end',
  },
  {
    mutant: 'error-shows-what-is-no-path',
    naming: 'release',
    releases: ['v0.15.1', 'v0.16.0', 'v0.17.0'],
    reason: 'the error about a path that cannot be opened repeats the text that stood in its place',
  },
];
