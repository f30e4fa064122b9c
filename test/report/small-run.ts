/**
 * One small run of an imaginary release, with something of everything that a report can hold. Fixed to the last
 * byte: the golden files are rendered from it.
 */
import type { Deviation } from '../../src/judge/deviations/file.ts';
import {
  journalVersion,
  type JournalHeader,
  type JournalLine,
  type JournalObservation,
} from '../../src/model/journal.ts';
import type { Catalogue } from '../../suites/catalogue.ts';
import type { ReleaseNames } from '../../suites/naming.ts';
import { page } from '../../suites/page.ts';
import type { Case, Check, Rule } from '../../suites/vocabulary.ts';
import { fullService, fullStart } from './small-start.ts';
import { observation, oneCase, service, tinyFact } from '../judge/tiny.ts';

export const release: ReleaseNames = {
  settings: {
    'users.http.cert': 'SMQ_USERS_HTTP_SERVER_CERT',
    'users.http.key': 'SMQ_USERS_HTTP_SERVER_KEY',
  },
  values: { 'users.db.mode': { required: 'require' } },
  absent: { 'ws-adapter': 'this release has no WebSocket adapter' },
};

const rule = (id: string, title: string, given: Partial<Rule> = {}): Rule => ({
  id,
  scope: 'page',
  section: id.split('.')[0] as Rule['section'],
  basis: 'explicit',
  level: 'must',
  title,
  why: `Who relies on it would be harmed: ${title.toLowerCase()}.`,
  how: 'Both ends of the wire are watched.',
  source: [{ heading: 'Users', sha256: 'f'.repeat(64) }],
  risk: 'weaker',
  ...given,
});

export const rules: readonly Rule[] = [
  rule('server.none-is-insecure', 'Without certificate and key a server listens in plaintext', {
    risk: 'safer',
  }),
  rule('server.pair-is-tls', 'With certificate and key a server listens with TLS'),
  rule('server.modern-tls', 'Old protocol versions are refused', {
    basis: 'practice',
    level: 'should',
    source: { practice: 'RFC 8996 & RFC 9325 <both>' },
  }),
  rule('postgres.required-encrypts', 'Mode required encrypts every session'),
  rule('client.mutual-authentication', 'A client certificate is beyond the page', { level: 'info' }),
];

const encrypted: Check = {
  fact: 'speaks-tls',
  of: 'users.http',
  says: 'users.http completes a TLS handshake',
  holds: (o) => {
    const seen = tinyFact(o, 'tls');
    return typeof seen === 'boolean' ? seen : undefined;
  },
  found: (o) => String(tinyFact(o, 'found') ?? (tinyFact(o, 'tls') ? 'TLS: TLSv1.3' : 'TLS: no handshake')),
};
const neat: Check = {
  ...encrypted,
  fact: 'error-names-file',
  says: 'an error line names the file',
  holds: (o) => tinyFact(o, 'neat') !== false,
};

const pair = 'server.pair-is-tls/users.http/cert-key';
const plain = 'server.none-is-insecure/users.http/neither-set';
const settings = {
  'users.http.cert': { file: 'certificate', of: 'right' },
  'users.http.key': { file: 'key', of: 'right' },
} as const;

const one = (id: string, given: Partial<Case> = {}): Case =>
  oneCase(id, {
    section: id.split('.')[0] as Case['section'],
    plain,
    must: [encrypted],
    start: { services: ['users'], settings, probes: [] },
    ...given,
  });
const shown = (id: string) => ({ case: id, shows: encrypted });
const mode = { services: ['users'], settings: { 'users.db.mode': 'required' }, probes: [] } as const;

export const cases: Case[] = [
  one(plain, { must: [], start: { services: ['users'], settings: {}, probes: [] }, risk: 'safer' }),
  one(pair, { effect: shown(pair) }),
  one(`${pair}@release`, { effect: shown(`${pair}@release`) }),
  one('server.modern-tls/users.http/tls-1.0', { level: 'should', basis: 'practice', control: shown(pair) }),
  one('server.modern-tls/users.http/tls-1.0@release', {
    level: 'should',
    basis: 'practice',
    control: shown(`${pair}@release`),
  }),
  one('server.modern-tls/users.http/tls-1.3@release', {
    control: shown(`${pair}@release`),
    premise: shown(`${pair}@release`),
    should: [neat],
  }),
  one('server.modern-tls/users.http/tls-1.1@release', { control: shown(`${pair}@release`) }),
  one('postgres.required-encrypts/users/no-files', {
    start: mode,
    effect: shown('postgres.required-encrypts/users/no-files'),
  }),
  one('postgres.required-encrypts/users/no-files@release', {
    start: mode,
    effect: shown('postgres.required-encrypts/users/no-files@release'),
  }),
  one('postgres.required-encrypts/clients/no-files'),
  one('postgres.required-encrypts/clients/never-run'),
  one('client.mutual-authentication/http-adapter/a-pair-is-given', { level: 'info' }),
];

export const catalogue: Catalogue = {
  cases,
  notApplicable: [
    {
      id: 'client.mutual-authentication/ws-adapter/a-pair-is-given',
      rule: 'client.mutual-authentication',
      scope: 'page',
      subject: 'ws-adapter',
      condition: 'a-pair-is-given',
      reason: 'this release has no WebSocket adapter',
    },
  ],
  notCovered: [],
  digest: 'c'.repeat(64),
};

export const deviations: Deviation[] = [
  {
    cause: pair,
    outcome: 'fail',
    code: 'REQUIRED_ABSENT',
    facts: ['speaks-tls'],
    risk: 'weaker',
    finding: 'renamed',
    attribution: 'documentation',
    reason: 'the page still has the names of before v0.14',
    link: 'https://example.org/docs/1',
    owner: 'docs',
    expires: '2026-12-31',
  },
  {
    case: ['server.none-is-insecure/**'],
    outcome: 'fail',
    code: 'FORBIDDEN_SEEN',
    facts: ['speaks-tls'],
    risk: 'safer',
    finding: 'deviates',
    attribution: 'product',
    reason: 'was so once | and <b>is</b> no more',
    link: 'https://example.org/issues/2?a=1&b=2',
    expires: '2026-12-31',
  },
  {
    case: 'postgres.required-encrypts/users/*',
    outcome: 'non-strict',
    code: 'NOT_STRICT',
    facts: ['error-names-file'],
    risk: 'availability',
    finding: 'deviates',
    attribution: 'product',
    reason: 'the error line does not name the file',
    link: 'https://example.org/issues/3',
    expires: '2026-12-31',
  },
];

/** As if the entries had been read from a branch. */
export const onFile = {
  source: {
    path: './conformance/deviations.yaml',
    repositoryPath: 'conformance/deviations.yaml',
    revision: 'd'.repeat(40),
    sha256: 'e'.repeat(64),
  },
  lines: [3, 14, 25],
};

const hostile = `</script><script>alert(1)</script> & "quotes" 'too' | \`ticks\` *stars* [link](javascript:x) @somebody ]]> \u0007\u001b[31m`;
const answering = {
  users: service(
    { outcome: 'ready', ms: 112 },
    {
      listeners: { http: { plain: { answer: 'answered', bytes: '' } } },
      output: {
        bytes: 180,
        tail: [hostile, ...['2', '3', '4', '5', '6', '7'].map((n) => `line ${n}`)],
        errors: [],
        errorsName: [],
        secrets: [],
      },
    },
  ),
};
const ended = { users: service({ outcome: 'exited', ms: 61, code: 1, signal: null }) };
const ready = { users: service({ outcome: 'ready', ms: 98 }) };

const observed: [string, JournalObservation['observation'], Partial<JournalObservation>?][] = [
  [plain, observation({}, { services: ready })],
  [pair, observation({ tls: false }, { services: answering })],
  [
    `${pair}@release`,
    { ...observation({ tls: true }, fullStart), services: { users: fullService(['it ends']) } },
  ],
  ['server.modern-tls/users.http/tls-1.0', observation({ tls: true }, { services: answering })],
  [
    'server.modern-tls/users.http/tls-1.0@release',
    observation({ tls: false, found: hostile }, { services: ready }),
    { attempts: [{ code: 'PORTS_IN_USE', message: 'port 20001 was taken <meanwhile>' }] },
  ],
  [
    'server.modern-tls/users.http/tls-1.3@release',
    observation({ tls: true, neat: false }, { services: ready }),
  ],
  ['server.modern-tls/users.http/tls-1.1@release', observation({}, { services: ready })],
  ['postgres.required-encrypts/users/no-files', observation({ tls: false }, { services: ended })],
  ['postgres.required-encrypts/users/no-files@release', observation({ tls: true }, { services: ready })],
  [
    'postgres.required-encrypts/clients/no-files',
    observation({}, { infrastructure: { code: 'POSTGRES_START', message: 'the disk is full' } }),
  ],
  [
    'client.mutual-authentication/http-adapter/a-pair-is-given',
    observation({ tls: false }, { services: ready }),
  ],
  [pair, observation({ tls: false }, { services: answering }), { reading: 'calm', start: 'start-1' }],
];

export const header: JournalHeader = {
  type: 'header',
  schemaVersion: journalVersion,
  suite: {
    name: 'magistrala-conformance',
    version: '9.9.9',
    commit: 'a'.repeat(40),
    catalogueDigest: 'c'.repeat(64),
  },
  page: { ...page },
  target: {
    kind: 'binaries',
    release: 'v9.9.9',
    runtime: 'processes',
    images: [],
    binaries: [{ service: 'users', sha256: 'b'.repeat(64) }],
    releaseFile: null,
  },
  environment: { os: 'linux 6.1', arch: 'x64', node: 'v24.0.0', docker: null, postgres: '18.4' },
  run: {
    id: '0a1b2c3d',
    started: '2026-06-15T10:00:00.000Z',
    command: "npm start -- --target binaries --release v9.9.9 --binaries 'my builds/v9' --strict",
    filters: { sections: ['server', 'postgres', 'client'] },
    shard: null,
  },
  selection: {
    catalogue: cases.length,
    selected: cases
      .map((one) => one.id)
      .filter((id) => id !== 'postgres.required-encrypts/users/no-files@release'),
    controlOnly: ['postgres.required-encrypts/users/no-files@release'],
  },
};

export const lines: JournalLine[] = [
  header,
  ...observed.map(([id, seen, given], at): JournalObservation => ({
    type: 'observation',
    start: `start-${at}`,
    cases: [id],
    observation: seen,
    attempts: [],
    timings: { start: 100 + at, probe: 50, settle: 0, stop: 5.5 },
    ...given,
  })),
  {
    ...{ type: 'footer', finished: '2026-06-15T10:00:02.500Z', ms: 2500, complete: false, interrupted: null },
    lost: [
      {
        code: 'TAP_DISHONEST',
        message: 'a recording peer did not see what <known> clients did',
        cases: ['postgres.required-encrypts/clients/never-run'],
      },
    ],
  },
];
