/** What a service prints of its password and of the keys that it is given for PostgreSQL. */
import { usesDatabase } from '../checks/postgres.ts';
import { printsSecrets } from '../checks/secrets.ts';
import { start } from './start.ts';
import { rule } from '../rule.ts';
import { eachDatabase } from '../words/about.ts';
import { plainDatabase, verifyFullGivesTls } from '../words/controls.ts';
import { key } from '../words/files.ts';
import { posture } from '../words/peers.ts';
import { database, trusting, verifyFull } from '../words/settings.ts';

export const secretStaysSecret = rule('postgres.secret-stays-secret', {
  basis: 'practice',
  risk: 'weaker',
  title: 'Neither password nor key text in the output',
  why: 'Logs travel further than key files and password stores.',
  how: 'The complete output of every start of the section is searched for the password and the text of the configured keys.',
  source: { practice: 'CWE-532, insertion of sensitive information into a log file' },

  about: eachDatabase,
  conditions: [
    {
      condition: 'all rows above',
      over: 'every case above',
      start: (service) => start(service, database(service, verifyFull, trusting), posture()),
    },
    {
      condition: 'password-with-blank',
      start: (service) => start(service, {}, posture('right', 'any', { password: 'with-blank' })),
      // It sets no variable of the page: what those do shows nothing about it.
      control: (service) => ({ case: plainDatabase(service), shows: usesDatabase(service) }),
    },
    {
      condition: 'pem-as-path',
      start: (service) => {
        const inline = { ...key('client'), inline: true } as const;
        return start(service, database(service, verifyFull, { ...trusting, key: inline }), posture());
      },
    },
  ],
  expects: 'anything',
  never: printsSecrets,
  control: verifyFullGivesTls,
});
