/** A client presents no certificate, whatever its peer asks for. */
import { not } from '../checks/check.ts';
import * as hop from '../checks/hop.ts';
import { ready } from '../checks/service.ts';
import { accepted, documentedHops, eachHop, refused, setUsesTls, start } from './hops.ts';
import { sentences as s } from '../page.ts';
import { rule } from '../rule.ts';
import { ca, certificate, key } from '../words/files.ts';
import { peer } from '../words/peers.ts';
import { caSetting, goodPairs } from '../words/settings.ts';
import { listenersOf } from '../words/subjects.ts';

export const noClientCertificate = rule('ca.no-client-certificate', {
  basis: 'explicit',
  risk: 'weaker',
  title: 'No client certificate is presented',
  why: 'The page rules out mutual authentication; a certificate that is presented all the same discloses an identity.',
  how: 'The peer asks for a certificate, or demands one, with an empty list of authorities.',
  source: [s.clientNoMutual],

  about: eachHop,
  conditions: [
    {
      condition: 'peer asks for a client certificate',
      start: (at) => start(at, ca('right'), peer('tls', { clientCertificate: 'asked' })),
      expects: 'accepted',
      must: (at) => [ready(at.from), hop.talksTls(at), ...accepted(at)],
    },
    {
      condition: 'peer demands one',
      start: (at) => start(at, ca('right'), peer('tls', { clientCertificate: 'demanded' })),
      expects: 'anything',
      must: (at) => [hop.opensWithTls(at), ...refused(at)],
    },
    {
      condition: 'own server pair set, peer asks for a client certificate',
      // The page gives no other client a pair that it could take for one to present.
      where: ({ from, provokedBy }) => from === 'clients' && !provokedBy,
      start: (at) => {
        const asked = start(at, ca('right'), peer('tls', { clientCertificate: 'asked' }));
        return { ...asked, settings: { ...asked.settings, ...goodPairs(listenersOf('clients')) } };
      },
      expects: 'accepted',
      must: (at) => [ready(at.from), hop.talksTls(at), ...accepted(at)],
    },
  ],
  never: (at) => [hop.presentsCertificate(at), hop.opensInPlaintext(at)],
  control: setUsesTls,
});

export const mutualAuthentication = rule('client.mutual-authentication', {
  basis: 'explicit',
  level: 'info',
  risk: 'safer',
  title: 'Mutual authentication is not supported',
  why: 'Where a release supports it all the same, it goes beyond the page: recorded, never a gate.',
  how: 'A client pair is given by the setting that the release has for it, and the peer demands a certificate.',
  source: [s.clientNoMutual],

  about: { ...documentedHops, platform: ({ hops }) => hops.filter(({ pair }) => pair) },
  conditions: [{ condition: 'a client pair' }],
  only: 'release',
  start: (at) => ({
    ...start(at, ca('right'), peer('tls', { clientCertificate: 'demanded' })),
    settings: {
      [caSetting(at)]: ca('right'),
      [`${at.from}.${at.to}.cert`]: certificate('client'),
      [`${at.from}.${at.to}.key`]: key('client'),
    },
  }),
  expects: 'anything',
  must: (at) => [hop.opensWithTls(at)],
  should: (at) => [
    not(
      'no-client-certificate',
      hop.presentsCertificate(at),
      'no client certificate is presented: mutual authentication is beyond the page',
    ),
  ],
  control: setUsesTls,
});
