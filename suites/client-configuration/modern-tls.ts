/** What the ClientHello of a gRPC client offers. */
import { hopName } from '../../src/model/hop.ts';
import { offersOldTls } from '../checks/hello.ts';
import { opensWithTls } from '../checks/hop.ts';
import { eachHop, setUsesTls, start } from './hops.ts';
import { rule } from '../rule.ts';
import { ca } from '../words/files.ts';
import { modernClients } from '../words/modern-clients.ts';
import { peer } from '../words/peers.ts';

export const modernTls = rule(modernClients.id, {
  ...modernClients.text,

  about: eachHop,
  conditions: [{ condition: 'versions in the ClientHello' }],
  start: (at) => start(at, ca('right'), peer('tls')),
  expects: 'accepted',
  never: (at) => [offersOldTls(hopName(at))],
  must: (at) => [opensWithTls(at)],
  premise: setUsesTls,
  control: setUsesTls,
});
