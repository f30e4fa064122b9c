/** Section D, the rows about files that cannot be used, other modes, secrets, and foreign settings. */
import { anyOf, becameReady, ends, endsNonZero, errorNames, not, ready } from './checks.ts';
import { printsSecrets } from './secret-checks.ts';
import * as pg from './postgres-checks.ts';
import {
  base,
  clientPair,
  control,
  database,
  files,
  posture,
  required,
  requiredGivesTls,
  services,
  start,
  trusting,
  verifyCa,
  verifyFull,
  verifyFullGivesTls,
  type Files,
  type Mode,
  type Service,
} from './postgres-table.ts';
import { key } from './server-configuration.ts';
import type { Row } from './table.ts';
import type { Case, FileValue } from './vocabulary.ts';

const damaged = ['missing', 'directory', 'garbage', 'empty'] as const;
const knobs = [
  ['root', 'ca'],
  ['cert', 'certificate'],
  ['key', 'key'],
] as const;

const unreadable: Record<(typeof knobs)[number][0], FileValue> = {
  root: { file: 'ca', of: ['right'], form: 'unreadable' },
  cert: { file: 'certificate', of: 'client', form: 'unreadable' },
  key: { file: 'key', of: 'client', form: 'unreadable' },
};

interface BadFiles {
  condition: string;
  mode: Mode;
  given: Files;
  /** What an error line may name. */
  at: readonly ('cert' | 'key' | 'root')[];
}

/** The strictest mode has them all, the others those that show whether a file is looked at. */
const badFiles = (): BadFiles[] => {
  const strictest: readonly (readonly [string, Files, BadFiles['at']])[] = [
    ...knobs.flatMap(([knob, name]) => [
      ...damaged.map(
        (as) => [`${knob} ${as}`, { ...trusting, [knob]: { file: 'damaged', as, name } }, [knob]] as const,
      ),
      [`${knob} unreadable`, { ...trusting, [knob]: unreadable[knob] }, [knob]] as const,
    ]),
    ['mismatched pair', { ...trusting, key: key('client-other-ca') }, ['cert', 'key']],
    ['encrypted key', { ...trusting, key: key('client', 'encrypted') }, ['key']],
    ['half a pair', { root: trusting.root!, cert: trusting.cert! }, ['cert', 'key']],
  ];
  const others = [required, verifyCa].flatMap((mode) =>
    knobs.flatMap(([knob, name]) =>
      (['missing', 'garbage'] as const).map((as): BadFiles => ({
        condition: `${mode}, ${knob} ${as}`,
        mode,
        given: { ...trusting, [knob]: { file: 'damaged', as, name } },
        at: [knob],
      })),
    ),
  );
  return [
    ...strictest.map(([condition, given, at]): BadFiles => ({ condition, mode: verifyFull, given, at })),
    ...others,
  ];
};

const givesTls = (mode: Mode, service: Service) => {
  if (mode === required) return requiredGivesTls(service);
  return mode === verifyCa
    ? control('postgres.verify-ca', service, 'right root', pg.hasTlsSession(service))
    : verifyFullGivesTls(service);
};

export const badFileRows = (service: Service): Row[] =>
  badFiles().map(({ condition, mode, given, at }) => ({
    ...base(service),
    condition,
    expects: 'stopped',
    start: {
      ...start(service, database(service, mode, given), posture()),
      ...(condition.endsWith('unreadable') && { otherUser: true as const }),
      ...(condition === 'half a pair' && { mentions: files(service, 'key') }),
    },
    forbidden: [becameReady(service), pg.sendsPlaintextStartup(service), pg.hasSession(service)],
    required: [ends(service)],
    strict: [endsNonZero(service), errorNames(service, files(service, ...at))],
    control: givesTls(mode, service),
  }));

/** libpq knows `prefer` and `allow`; a service may keep their meaning, which is less than the page promises. */
export const otherModesRows = (service: Service): Row[] => {
  const libpq = { prefer: pg.everySessionTls(service), allow: pg.everySessionPlaintext(service) } as const;
  const words = ['prefer', 'allow', 'verify_full', 'REQUIRED', 'on', 'a word of nonsense'] as const;
  return words.map((condition) => {
    const mode = condition === 'a word of nonsense' ? 'encrypt-please' : condition;
    const row = {
      ...base(service),
      condition,
      expects: 'stopped' as const,
      start: start(service, database(service, mode, trusting), posture()),
      control: verifyFullGivesTls(service),
    };
    if (condition !== 'prefer' && condition !== 'allow') {
      return {
        ...row,
        forbidden: [becameReady(service), pg.sendsPlaintextStartup(service)],
        required: [endsNonZero(service)],
      };
    }
    return {
      ...row,
      required: [
        anyOf(
          'refused-or-as-libpq',
          `${condition} is refused, or has libpq's meaning`,
          endsNonZero(service),
          libpq[condition],
        ),
      ],
      strict: [not('mode-refused', becameReady(service), `${condition} is refused`)],
    };
  });
};

export const secretRows = (service: Service, others: readonly Case[]): Row[] => {
  const silent = {
    ...base(service),
    expects: 'anything' as const,
    forbidden: printsSecrets(service),
    control: verifyFullGivesTls(service),
  };
  const good = database(service, verifyFull, trusting);
  const inline = database(service, verifyFull, { ...trusting, key: { ...key('client'), inline: true } });
  return [
    {
      ...silent,
      condition: 'all rows above',
      start: start(service, good, posture()),
      over: others.filter((one) => one.subject === service).map((one) => one.id),
    },
    {
      ...silent,
      condition: 'password-with-blank',
      start: start(service, {}, posture('right', 'any', { password: 'with-blank' })),
      // It sets no variable of the page: what those do shows nothing about it.
      control: control('postgres.default-is-insecure', service, 'no SSL variable', pg.usesDatabase(service)),
    },
    { ...silent, condition: 'pem-as-path', start: start(service, inline, posture()) },
  ];
};

export const ownSettingsRows = (service: Service): Row[] => {
  const other = services.find((one) => one !== service)!;
  return [
    {
      ...base(service),
      condition: `${other.toUpperCase()}_ set`,
      expects: 'ready',
      start: start(service, database(other, required, clientPair), posture()),
      forbidden: [pg.hasTlsSession(service)],
      required: [ready(service), pg.usesDatabase(service), pg.everySessionPlaintext(service)],
      control: requiredGivesTls(service),
    },
  ];
};
