/** Names the cases of the catalogue that show what a statement says, or the file of the source in which it was read. */
import type { Shown } from './statement.ts';
import type { Instance } from './matching.ts';

/** A case under the release's own names. */
export const shownIn = (rule: string, subject: string, condition: string): Shown => ({
  rule,
  shownBy: `${rule}/${subject}/${condition}@release`,
});

export const readIn = (rule: string | undefined, file: string, release: string): Shown => ({
  ...(rule !== undefined && { rule }),
  shownBy: `read in the source: ${file} of ${release}`,
});

/** Cases are about listeners of Users and Clients; all other servers of the platform run the same code. */
export const listenerSubject = ({ program }: Instance, protocol: string): string => {
  const service = program.name === 'users' && protocol === 'http' ? 'users' : 'clients';
  return `${service}.${protocol === 'grpc' ? 'grpc' : 'http'}`;
};

const adapters = ['http-adapter', 'mqtt-adapter', 'coap-adapter', 'ws-adapter'];

/** Hops that cases are about: adapters to Clients (no suffix), Channels, Domains, Auth; Clients to Auth. */
export const hopSubject = ({ program }: Instance, peer: string): string => {
  if (!adapters.includes(program.name)) return 'clients';
  const cased =
    peer === 'channels' || peer === 'domains' || (peer === 'auth' && program.name === 'http-adapter');
  return cased ? `${program.name}.${peer}` : program.name;
};

export const databaseSubject = ({ program }: Instance): string =>
  program.name === 'users' ? 'users' : 'clients';
