/** A file that cannot be used stops the start. */
import { ends, endsNonZero, errorNames } from '../checks/service.ts';
import { aboutFiles, byTap, goesOn, settingsOf, start, tlsIn } from './start.ts';
import { rule, type Condition } from '../rule.ts';
import type { EvidenceCase, FileValue } from '../vocabulary.ts';
import { eachDatabase } from '../words/about.ts';
import { requiredGivesTls, verifyFullGivesTls } from '../words/controls.ts';
import { damaged, key } from '../words/files.ts';
import { posture } from '../words/peers.ts';
import {
  database,
  required,
  trusting,
  verifyCa,
  verifyFull,
  type Files,
  type Mode,
} from '../words/settings.ts';
import type { Database } from '../words/subjects.ts';

/** The knob, what its file should have been, and the right file where it may not be read. */
const knobs = [
  { knob: 'root', name: 'ca', unreadable: { file: 'ca', of: ['right'], form: 'unreadable' } },
  {
    knob: 'cert',
    name: 'certificate',
    unreadable: { file: 'certificate', of: 'client', form: 'unreadable' },
  },
  { knob: 'key', name: 'key', unreadable: { file: 'key', of: 'client', form: 'unreadable' } },
] as const satisfies readonly { knob: keyof Files; name: string; unreadable: FileValue }[];

interface BadFile extends Condition<Database> {
  mode: Mode;
  files: Files;
  /** Files that an error line may name. */
  at: readonly (keyof Files)[];
}

/** The strictest mode has all damages. */
const inVerifyFull: readonly BadFile[] = [
  ...knobs.flatMap(({ knob, name, unreadable }) => [
    ...(['missing', 'directory', 'garbage', 'empty'] as const).map((as): BadFile => ({
      condition: `${knob} ${as}`,
      mode: verifyFull,
      files: { ...trusting, [knob]: damaged(as, name) },
      at: [knob],
    })),
    {
      condition: `${knob} unreadable`,
      mode: verifyFull,
      files: { ...trusting, [knob]: unreadable },
      at: [knob],
    },
  ]),
  {
    condition: 'mismatched pair',
    mode: verifyFull,
    files: { ...trusting, key: key('client-other-ca') },
    at: ['cert', 'key'],
  },
  {
    condition: 'encrypted key',
    mode: verifyFull,
    files: { ...trusting, key: key('client', 'encrypted') },
    at: ['key'],
  },
  {
    condition: 'half a pair',
    mode: verifyFull,
    files: { root: trusting.root, cert: trusting.cert },
    at: ['cert', 'key'],
  },
];

/** The other modes have those that show whether a file is looked at. */
const inOtherModes: readonly BadFile[] = ([required, verifyCa] as const).flatMap((mode) =>
  knobs.flatMap(({ knob, name }) =>
    (['missing', 'garbage'] as const).map((as): BadFile => ({
      condition: `${mode}, ${knob} ${as}`,
      mode,
      files: { ...trusting, [knob]: damaged(as, name) },
      at: [knob],
    })),
  ),
);

/** Where good files give TLS in the same mode. */
const goodFilesIn = (mode: Mode, service: Database): EvidenceCase => {
  if (mode === required) return requiredGivesTls(service);
  return mode === verifyCa ? tlsIn('postgres.verify-ca', 'right root')(service) : verifyFullGivesTls(service);
};

export const badFileStopsStart = rule('postgres.bad-file-stops-start', {
  basis: 'derived',
  risk: 'weaker',
  title: 'A file that cannot be used stops the start',
  why: 'A service that goes on without the file that it was given connects less protected than its settings say.',
  how: `${byTap} The process ends non-zero, and a line names file or variable.`,
  source: aboutFiles,

  about: eachDatabase,
  conditions: [...inVerifyFull, ...inOtherModes],
  start: (service, { mode, files, at }) => {
    const unset = at.filter((knob) => files[knob] === undefined);
    return {
      ...start(service, database(service, mode, files), posture()),
      ...(unset.length > 0 && { mentions: settingsOf(service, unset) }),
    };
  },
  expects: 'stopped',
  never: goesOn,
  must: (service) => [ends(service)],
  should: (service, { at }) => [endsNonZero(service), errorNames(service, settingsOf(service, at))],
  control: (service, { mode }) => goodFilesIn(mode, service),
});
