/** A CA file that cannot be read, or that holds no usable authority, stops the start. */
import { anyOf } from '../checks/check.ts';
import * as hop from '../checks/hop.ts';
import { becameReady, ends, endsNonZero, errorNames } from '../checks/service.ts';
import { eachHop, refused, setUsesTls, start } from './hops.ts';
import { sentences as s } from '../page.ts';
import { rule, type Condition } from '../rule.ts';
import type { Check, FileValue } from '../vocabulary.ts';
import { ca, damaged, key } from '../words/files.ts';
import { peer } from '../words/peers.ts';
import { caSetting } from '../words/settings.ts';

const source = [s.adapterUnreadableStops, s.clientsUnreadableStops];

/**
 * A service that stops for its CA file has not opened a connection yet. What it does over one shows how bad it is.
 */
const becomesReadyOrConnects = (at: hop.Hop): Check[] => [
  becameReady(at.from),
  hop.connects(at),
  hop.opensInPlaintext(at),
  hop.sendsApplicationBytes(at),
];

interface WithFile extends Condition<hop.Hop> {
  file: FileValue;
}

/** What both rules ask for: whatever the file is, the service ends and says why, and a good file gives TLS. */
const stopsStart = {
  start: (at: hop.Hop, { file }: WithFile) => start(at, file, peer('adaptive')),
  expects: 'stopped',
  never: becomesReadyOrConnects,
  must: (at: hop.Hop) => [ends(at.from)],
  should: (at: hop.Hop) => [endsNonZero(at.from), errorNames(at.from, [caSetting(at)])],
  control: setUsesTls,
} as const;

export const unreadableStopsStart = rule<hop.Hop, WithFile>('ca.unreadable-stops-start', {
  basis: 'explicit',
  risk: 'weaker',
  title: 'A CA file that cannot be read stops the start',
  why: 'A service that starts without its trust anchors either trusts everybody or talks plaintext.',
  how: 'The process ends within the start limit with a non-zero code, an error line names path or variable, and it was never ready.',
  source,

  about: eachHop,
  conditions: [
    { condition: 'missing path', file: damaged('missing', 'ca') },
    { condition: 'a directory', file: damaged('directory', 'ca') },
    { condition: 'no read permission', file: { file: 'ca', of: ['right'], form: 'unreadable' } },
  ],
  ...stopsStart,
});

export const uselessContentStopsStart = rule<hop.Hop, WithFile>('ca.useless-content-stops-start', {
  basis: 'derived',
  risk: 'weaker',
  title: 'A CA file without a usable certificate stops the start',
  why: 'Reading a file that holds no authority is a failure to read the authorities.',
  how: 'As ca.unreadable-stops-start.',
  source,

  about: eachHop,
  conditions: [
    { condition: 'empty file', file: damaged('empty', 'ca') },
    { condition: 'garbage', file: damaged('garbage', 'ca') },
    { condition: 'a private key', file: key('right') },
    { condition: 'DER', file: { file: 'ca', of: ['right'], form: 'der' } as const },
    {
      condition: 'only an expired CA',
      level: 'info',
      file: ca('expired'),
      start: (at) => start(at, ca('expired'), peer('tls')),
      expects: 'anything',
      never: (at) => [hop.opensInPlaintext(at)],
      must: (at) => [
        anyOf(
          'ends-or-message-refused',
          `${at.from} ends, or its message is refused`,
          ends(at.from),
          ...refused(at),
        ),
      ],
      should: [],
    },
  ],
  ...stopsStart,
});
