/** A file of client authorities that cannot be used keeps clients without a certificate out. */
import { anyOf } from '../checks/check.ts';
import { refusesClient, servesClient } from '../checks/by-client.ts';
import { answersPlaintext, label } from '../checks/listener.ts';
import { ends, endsNonZero, errorNames } from '../checks/service.ts';
import { rule } from '../rule.ts';
import { damaged } from '../words/files.ts';
import { clientCa, demandsCertificate, eachWithClientCa, withPair } from './listeners.ts';

export const emptyClientCaServesNobody = rule('mutual.empty-client-ca-serves-nobody', {
  scope: 'platform',
  basis: 'practice',
  level: 'info',
  risk: 'weaker',
  title: 'An empty file of client authorities never turns the demand off',
  why: 'A file is empty when a volume was not filled or a secret not rendered yet. An operator who sets the variable asks for certificates: a listener that then serves everybody does the opposite, and looks healthy.',
  how: 'The variable names a file of zero bytes. Either the service ends, or a client without a certificate is refused. That the variable does something is shown with a good file.',
  source: { practice: 'CWE-636, not failing securely' },

  about: eachWithClientCa,
  conditions: [{ condition: 'empty file' }],
  start: (at) => withPair(at, { [clientCa(at)]: damaged('empty', 'ca') }),
  expects: 'anything',
  never: (at) => [answersPlaintext(at), servesClient(at, 'none'), servesClient(at, 'foreign')],
  must: (at) => [
    anyOf(
      'ends-or-refuses-anonymous-client',
      `${at.service} ends, or ${label(at)} refuses a client without a certificate`,
      ends(at.service),
      refusesClient(at, 'none'),
    ),
  ],
  control: demandsCertificate,
});

export const unusableClientCaStopsStart = rule('mutual.unusable-client-ca-stops-start', {
  scope: 'platform',
  basis: 'practice',
  level: 'info',
  risk: 'weaker',
  title: 'A file of client authorities that cannot be used stops the start',
  why: 'Without its authorities a listener serves every client or none. Both are found out late, by the wrong people.',
  how: 'The process ends with a non-zero code, an error line names file or variable, and no client without a certificate was served. That the variable does something is shown with a good file.',
  source: { practice: 'CWE-636, not failing securely' },

  about: eachWithClientCa,
  conditions: [
    { condition: 'missing path', file: damaged('missing', 'ca') },
    { condition: 'a directory', file: damaged('directory', 'ca') },
    { condition: 'no read permission', file: { file: 'ca', of: ['right'], form: 'unreadable' } as const },
    { condition: 'garbage', file: damaged('garbage', 'ca') },
  ],
  start: (at, { file }) => withPair(at, { [clientCa(at)]: file }),
  expects: 'stopped',
  never: (at) => [answersPlaintext(at), servesClient(at, 'none'), servesClient(at, 'foreign')],
  must: (at) => [ends(at.service)],
  should: (at) => [endsNonZero(at.service), errorNames(at.service, [clientCa(at)])],
  control: demandsCertificate,
});
