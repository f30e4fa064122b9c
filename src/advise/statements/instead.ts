/** Finds the names that a release reads in place of one that nothing reads. */
import type { ProgramReads, ReleasePrograms } from '../../release/programs.ts';
import { readersOf, securityOf } from '../variables.ts';

/** Names of the page and of older releases, as patterns: what is read in their place, `$1` being the service. */
const patterns: readonly [RegExp, readonly string[]][] = [
  [/^(?:SMQ|MG|MF)_([A-Z]+)_SERVER_(CERT|KEY)$/, ['$1_HTTP_SERVER_$2', '$1_GRPC_SERVER_$2']],
  [
    /^(?:SMQ|MG|MF)_(?:HTTP|MQTT|WS|COAP)_ADAPTER_CA_CERTS$/,
    ['CLIENTS_GRPC_SERVER_CA_CERTS', 'CHANNELS_GRPC_SERVER_CA_CERTS', 'AUTH_GRPC_SERVER_CA_CERTS'],
  ],
  [/^(?:SMQ|MG|MF)_(?:CLIENTS|USERS)_CA_CERTS$/, ['AUTH_GRPC_SERVER_CA_CERTS']],
  [/^(?:SMQ|MG|MF)_([A-Z]+)_AUTH_GRPC_(.*)$/, ['$1_GRPC_$2']],
  [/^(?:SMQ|MG|MF)_([A-Z]+)_SSL_(MODE|CERT|KEY|ROOT_CERT)$/, ['$1_DB_SSL_$2']],
  [/^(?:SMQ|MG|MF)_([A-Z]+_GRPC)_CA_CERTS$/, ['$1_SERVER_CA_CERTS']],
  [/^(?:SMQ|MG|MF)_([A-Z]+_GRPC)_CLIENT_CA_CERTS$/, ['$1_SERVER_CA_CERTS']],
  [/^(?:SMQ|MG|MF)_COAP_ADAPTER_CACHE_(.*)$/, ['COAP_CACHE_$1']],
  [/^(?:SMQ|MG|MF)_(.*)$/, ['$1']],
];

export const readInstead = (
  name: string,
  release: ReleasePrograms,
  program: ProgramReads | undefined,
): string[] => {
  for (const [pattern, replacements] of patterns) {
    if (!pattern.test(name)) continue;
    const found = replacements
      .map((one) => release.prefix + name.replace(pattern, one))
      .filter((one) => one !== name && isRead(one, release, program));
    if (found.length > 0) return found;
  }
  return [];
};

const isRead = (name: string, release: ReleasePrograms, program: ProgramReads | undefined): boolean =>
  program
    ? securityOf(program).has(name) || readersOf(name, release).includes(program)
    : readersOf(name, release).length > 0;

/** Security settings that a name stands for but for one slip of the keyboard. */
export const mistyped = (
  name: string,
  release: ReleasePrograms,
  program: ProgramReads | undefined,
): string[] => {
  const programs = program ? [program] : [...release.programs.values()];
  const names = new Set(programs.flatMap((one) => [...securityOf(one)]));
  return [...names].filter((one) => isSlip(name, one));
};

/** One letter too many, too few or wrong, or two neighbours exchanged; upper and lower case aside. */
const isSlip = (written: string, meant: string): boolean => {
  const [a, b] = [written.toUpperCase(), meant];
  if (Math.abs(a.length - b.length) > 1) return false;
  let from = 0;
  while (from < a.length && a[from] === b[from]) from += 1;
  let behind = 0;
  while (behind < Math.min(a.length, b.length) - from && a.at(-1 - behind) === b.at(-1 - behind)) behind += 1;
  const [restA, restB] = [a.slice(from, a.length - behind), b.slice(from, b.length - behind)];
  const isExchanged =
    restA.length === 2 && restB.length === 2 && restA[0] === restB[1] && restA[1] === restB[0];
  return (restA.length <= 1 && restB.length <= 1) || isExchanged;
};
