/** Section A: headings Users and Clients of Server Configuration: when does a listener speak TLS, and with what. */
import { answersPlaintext, label, speaksTls, type Listener } from '../checks/listener.ts';
import { printsSecrets } from '../checks/secrets.ts';
import { ready } from '../checks/service.ts';
import { badPairRows, pemRows } from './files.ts';
import { allListenersRows, neighbourRows, ownOf, pairRows } from './pair.ts';
import { serverRules } from './rules.ts';
import { cipherRows, versionRows } from './tls.ts';
import { base, insecure, start, type Has } from './words.ts';
import { casesOf, type Row } from '../table.ts';
import type { Case } from '../vocabulary.ts';
import { pairGivesTls, plainStart } from '../words/controls.ts';
import { certificate, key } from '../words/files.ts';
import { goodPair, pair } from '../words/settings.ts';
import { listeners } from '../words/subjects.ts';

const noneRows = (at: Listener): Row[] => [
  { ...base(at), ...insecure(at), condition: 'neither set', start: start(at, {}) },
  {
    ...base(at),
    ...insecure(at),
    condition: 'both set to the empty string',
    basis: 'derived',
    start: start(at, pair(at, '', '')),
  },
];

const oneOfPairRows = (at: Listener): Row[] =>
  (
    [
      ['cert only', pair(at, certificate('right'))],
      ['key only', pair(at, undefined, key('right'))],
      ['the other one empty', pair(at, certificate('right'), '')],
    ] as const
  ).map(([condition, settings]) => ({
    ...base(at),
    ...insecure(at),
    condition,
    start: start(at, settings),
    control: pairGivesTls(at),
  }));

const secretRows = (others: readonly Case[]): Row[] =>
  listeners.flatMap((at) => {
    const silent = {
      ...base(at),
      expects: 'anything' as const,
      never: printsSecrets(at.service),
      control: pairGivesTls(at),
    };
    const inline = pair(at, certificate('right'), { ...key('right'), inline: true });
    return [
      {
        ...silent,
        condition: 'all rows above',
        start: start(at, goodPair(at), 'verified'),
        over: others.filter((one) => one.subject === label(at)).map((one) => one.id),
      },
      { ...silent, condition: 'pem-as-path', start: start(at, inline) },
    ];
  });

/** The other service's pair must not matter. */
const ownSettingsRows = (there: Has): Row[] =>
  (['users', 'clients'] as const).map((service) => {
    const other = service === 'users' ? 'clients' : 'users';
    const own = ownOf(service, there);
    const settings = Object.assign(
      {},
      ...listeners.filter((at) => at.service === other).map((at) => goodPair(at)),
    );
    return {
      subject: service,
      plain: plainStart(service),
      condition: "the other service's variables set",
      expects: 'ready',
      start: { services: [service], settings, looks: ['listeners'] },
      never: own.map(speaksTls),
      must: [ready(service), ...own.map(answersPlaintext)],
      control: pairGivesTls(own[0]!),
    };
  });

/** `there`: the listeners that the release has; a case about a whole service is about those. */
export const serverConfiguration = (there: Has): Case[] => {
  const each = (rule: keyof typeof serverRules, rows: (at: Listener) => Row[]): Case[] =>
    casesOf(serverRules[rule], listeners.flatMap(rows));
  const above = [
    ...each('noneIsInsecure', noneRows),
    ...each('oneOfPairIsInsecure', oneOfPairRows),
    ...each('pairIsTls', pairRows),
    ...casesOf(serverRules.pairIsTls, allListenersRows(there)),
    ...each('readsPem', pemRows),
    ...each('badPairNeverPlaintext', badPairRows),
    ...each('modernTls', versionRows),
    ...each('modernTls', cipherRows),
  ];
  return [
    ...above,
    ...each('pairIsTls', neighbourRows(there)),
    ...casesOf(serverRules.secretStaysSecret, secretRows(above)),
    ...casesOf(serverRules.ownSettingsOnly, ownSettingsRows(there)),
  ];
};
