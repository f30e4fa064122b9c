/** Lists the variables that a program reads, and those that concern transport security. */
import type { ProgramReads, ReleasePrograms } from '../release/programs.ts';

const listed = new WeakMap<ProgramReads, ReadonlySet<string>>();

/** Every line of an .env is held against every program: the list of one is made once. */
export const variablesOf = (program: ProgramReads): ReadonlySet<string> => {
  const known = listed.get(program);
  if (known) return known;
  const made = new Set([...securityOf(program), ...addressesOf(program), ...furtherOf(program)]);
  listed.set(program, made);
  return made;
};

/** Certificates, keys, CA files and database modes. */
export const securityOf = ({ listeners, peers, database }: ProgramReads): Set<string> =>
  defined([
    ...Object.values(listeners).flatMap((one) => [one.cert, one.key, one.clientCa, one.serverCa]),
    ...peers.flatMap((peer) => [peer.ca, peer.cert, peer.key]),
    ...(database ? [database.mode, database.cert, database.key, database.root] : []),
  ]);

const addressesOf = ({ listeners, peers, database }: ProgramReads): Set<string> =>
  defined([
    ...Object.values(listeners).flatMap((one) => [one.host, one.portVariable]),
    ...peers.map(({ url }) => url),
    ...(database ? [database.host, database.port, database.user, database.password, database.name] : []),
  ]);

const furtherOf = ({ listeners, peers, others }: ProgramReads): Set<string> =>
  defined([
    ...Object.keys(others),
    ...Object.values(listeners).flatMap((one) => Object.keys(one.others)),
    ...peers.map(({ timeout }) => timeout),
  ]);

const defined = (names: readonly (string | undefined)[]): Set<string> =>
  new Set(names.filter((name) => name !== undefined));

/** Programs of the release that read a variable. */
export const readersOf = (variable: string, release: ReleasePrograms): ProgramReads[] =>
  [...release.programs.values()].filter((program) => variablesOf(program).has(variable));

/** By its name alone: for variables that no program reads. */
export const soundsLikeSecurity = (variable: string): boolean =>
  /(_CERTS?|_KEY|_CERT_FILE|_KEY_FILE|_CA_FILE|_CA_CERTS|_SSL_MODE|_TLS|_STANDALONE_[A-Z]+|_SINGLE_USER_[A-Z]+)$/.test(
    variable,
  ) && !/(_SECRET|_CACHE|_HASH|_BLOCK|_JETSTREAM)_KEY$/.test(variable);

/** Certificate and key of a listener or a hop. */
export const pairVariables = ({
  cert,
  key,
}: {
  cert?: string;
  key?: string;
}): { cert?: string; key?: string } => ({
  ...(cert !== undefined && { cert }),
  ...(key !== undefined && { key }),
});
