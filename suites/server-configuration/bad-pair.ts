/** A pair that cannot be used never leads to plaintext. */
import { label, watchedClosely } from '../checks/listener.ts';
import { anyPlaintext } from '../checks/plaintext.ts';
import { ends, endsNonZero, errorNames } from '../checks/service.ts';
import { rule } from '../rule.ts';
import { insecureWhen, pairFiles, start } from './sources.ts';
import { eachListener } from '../words/about.ts';
import { pairGivesTls } from '../words/controls.ts';
import { certificate, damaged, key } from '../words/files.ts';
import { pair } from '../words/settings.ts';

const cert = certificate('right');
const good = key('right');

export const badPairNeverPlaintext = rule('server.bad-pair-never-plaintext', {
  basis: 'derived',
  risk: 'weaker',
  title: 'A defective pair never leads to plaintext',
  why: 'Both are set, so insecure transport is not what was asked for; a service that serves plaintext after failing to load a key hides the failure.',
  how: 'A byte probe asks the port from before the start to the end. The process ends, with a non-zero code and a line that names file or variable.',
  source: [...insecureWhen, ...pairFiles],

  about: eachListener,
  conditions: [
    { condition: 'cert missing', cert: damaged('missing', 'certificate'), key: good },
    { condition: 'key missing', cert, key: damaged('missing', 'key') },
    { condition: 'cert garbage', cert: damaged('garbage', 'certificate'), key: good },
    { condition: 'key garbage', cert, key: damaged('garbage', 'key') },
    { condition: 'mismatched', cert, key: key('client') },
    { condition: 'swapped', cert: good, key: cert },
    { condition: 'a directory', cert: damaged('directory', 'certificate'), key: good },
    { condition: 'unreadable', cert, key: key('right', 'unreadable') },
    { condition: 'empty file', cert: damaged('empty', 'certificate'), key: good },
    { condition: 'encrypted key', cert, key: key('right', 'encrypted') },
  ],
  start: (at, { cert, key }) => start(at, pair(at, cert, key), 'plaintext-watch'),
  expects: 'stopped',
  never: (at) => anyPlaintext(at),
  must: (at) => [watchedClosely(at), ends(at.service)],
  should: (at) => [
    endsNonZero(at.service),
    errorNames(at.service, [`${label(at)}.cert`, `${label(at)}.key`]),
  ],
  // Without it, a refusal could come from a setting that the service does not read.
  control: pairGivesTls,
});
