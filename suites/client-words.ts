/** Words of section C: CA files, and the peers that they are held against. */
import type { Hop } from './hop-checks.ts';
import type { Authority, FileValue, Peer, Setting } from './vocabulary.ts';

export const ca = (...of: Authority[]): FileValue => ({ file: 'ca', of });
export const caSetting = ({ from, to }: Hop): Setting => `${from}.${to}.ca`;

export const peer = (transport: Peer['transport'], rest: Partial<Peer> = {}): Peer => ({
  state: 'answers',
  transport,
  identity: 'right',
  clientCertificate: 'ignored',
  ...rest,
});
