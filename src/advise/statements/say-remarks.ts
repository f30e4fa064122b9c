/** Takes over what is odd about the files themselves, with what it means for an operator. */
import type { Configuration, Remark } from '../../configuration/model.ts';
import type { Kind, Severity, Statement } from '../schema.ts';
import type { Instance } from '../matching.ts';
import { called, statement } from '../statement.ts';

const meaning: Readonly<Record<Remark['kind'], { kind: Kind; severity: Severity; todo?: string }>> = {
  duplicate: { kind: 'duplicate', severity: 'note', todo: 'Remove the one that does not count.' },
  'undefined variable': {
    kind: 'undefined variable',
    severity: 'note',
    todo: 'Set the variable, or give the file that sets it.',
  },
  unresolved: { kind: 'unresolved', severity: 'note', todo: 'Give the file that holds it as well.' },
  'not understood': { kind: 'not understood', severity: 'note', todo: 'Correct the entry.' },
  'the comment is the value': {
    kind: 'the comment is the value',
    severity: 'weaker',
    todo: 'Write the comment on a line before it.',
  },
  'ends with a line break': {
    kind: 'ends with a line break',
    severity: 'availability',
    todo: 'Encode the value without a line break (`printf %s`, not `echo`).',
  },
  'secret in clear': { kind: 'secret in clear', severity: 'note', todo: 'Keep it in a Secret or a file.' },
  'values file': {
    kind: 'not understood',
    severity: 'availability',
    todo: 'Give the output of `helm template` in its place.',
  },
  'not read': { kind: 'not read', severity: 'note' },
  'profile not active': { kind: 'not read', severity: 'note' },
};

/** Nothing of it starts, whatever the reason is. */
const refusal = {
  kind: 'not understood',
  severity: 'availability',
  todo: 'Correct it: nothing of the file starts before that.',
} as const;

export const sayRemarks = ({ remarks }: Configuration, instances: readonly Instance[]): Statement[] => [
  ...instances.flatMap(sayUnknownSources),
  ...remarks
    .filter((one) => !isSaid(one, instances))
    .map(({ kind, at, related, name, says, refused }) => {
      const { todo, ...meant } = refused && kind !== 'duplicate' ? refusal : meaning[kind];
      return statement({
        ...meant,
        ...(refused && { severity: 'availability' }),
        variable: name,
        at,
        related: related.map((place) => ({ at: place, says: 'belongs to it' })),
        says,
        ...(todo !== undefined && { todo }),
      });
    }),
];

/** What a program of the release gets from elsewhere may be anything: nothing can be said of its settings. */
const sayUnknownSources = (instance: Instance): Statement[] =>
  (instance.container.unknownSources ?? []).map(({ name, at }) =>
    statement({
      kind: 'unresolved',
      severity: 'weaker',
      instance,
      variable: name,
      at,
      says: `${called(instance)} takes variables from ${name}, which is not in the files: what is not set here may be set there, so nothing can be said of it.`,
      todo: 'Give the file that holds it as well.',
    }),
  );

const isSaid = ({ kind, at }: Remark, instances: readonly Instance[]): boolean =>
  kind === 'unresolved' &&
  instances.some(({ container }) =>
    container.unknownSources?.some((one) => one.at.file === at.file && one.at.line === at.line),
  );
