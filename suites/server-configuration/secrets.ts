/** What Users and Clients print of the keys that they are given. */
import { printsSecrets } from '../checks/secrets.ts';
import { rule } from '../rule.ts';
import { start } from './sources.ts';
import { eachListener } from '../words/about.ts';
import { pairGivesTls } from '../words/controls.ts';
import { certificate, key } from '../words/files.ts';
import { goodPair, pair } from '../words/settings.ts';

export const secretStaysSecret = rule('server.secret-stays-secret', {
  basis: 'practice',
  risk: 'weaker',
  title: 'No private key text in the output',
  why: 'Logs travel further than key files; a key in a log is a key that must be replaced.',
  how: 'The complete output of every start of the section is searched for the text of the configured keys.',
  source: { practice: 'CWE-532, insertion of sensitive information into a log file' },

  about: eachListener,
  conditions: [
    {
      condition: 'all rows above',
      over: 'every case above',
      start: (at) => start(at, goodPair(at), 'verified'),
    },
    {
      condition: 'pem-as-path',
      start: (at) => start(at, pair(at, certificate('right'), { ...key('right'), inline: true })),
    },
  ],
  expects: 'anything',
  never: (at) => printsSecrets(at.service),
  control: pairGivesTls,
});
