/** Groups what every format of an upgrade says, in the same order: what must be done first comes first. Pure. */
import { severityOfHop } from '../../../advise/upgrade/ending.ts';
import type {
  HopChange,
  NeededSetting,
  ServiceChange,
  SettingChange,
  Upgrade,
} from '../../../advise/upgrade/schema.ts';
import { severities, type Severity } from '../../../advise/schema.ts';
import { count } from '../words.ts';

type Place = SettingChange['at'];

/** One thing to do or to know; what is alike of several settings stands together. */
export interface Entry {
  /** `renamed: SMQ_A_URL to SMQ_B_URL`, one for each setting. */
  subjects: { text: string; at?: Place; also: number }[];
  heading: string;
  says: string[];
  todo?: string;
  sources: string[];
  /** A few names stand for all: what is to be done is the same for each. */
  short?: boolean;
}

export interface UpgradeGroup {
  severity: Severity;
  entries: Entry[];
}

export const upgradeGroups = (upgrade: Upgrade): UpgradeGroup[] =>
  severities
    .filter((severity) => severity !== 'good')
    .map((severity) => ({ severity, entries: entriesOf(upgrade, severity) }))
    .filter(({ entries }) => entries.length > 0);

const entriesOf = ({ services, needed, settings }: Upgrade, severity: Severity): Entry[] => {
  const of = <T extends { severity: Severity }>(list: readonly T[]): T[] =>
    list.filter((one) => one.severity === severity);
  return [
    ...alike(of(services), ({ became, says, todo, since }) =>
      became === 'another image' ? [became] : [became, says, todo, since],
    ).map(serviceEntry),
    ...alike(of(needed), ({ says, todo }) => [says, todo]).map(neededEntry),
    ...alike(of(settings).toSorted(byStatus), keyOf).map(settingEntry),
  ];
};

const alike = <T>(list: readonly T[], key: (one: T) => unknown[]): [T, ...T[]][] =>
  [...Map.groupBy(list, (one) => JSON.stringify(key(one))).values()] as [T, ...T[]][];

const statusOrder: readonly SettingChange['status'][] = [
  'dropped',
  'value renamed',
  'changed in meaning',
  'comes into effect',
  'renamed',
  'prefix renamed',
  'service gone',
  'never read',
  'of the files',
  'unchanged',
];
const byStatus = (a: SettingChange, b: SettingChange): number =>
  statusOrder.indexOf(a.status) - statusOrder.indexOf(b.status);

/** Names that are renamed differ in what is said of each, and stand in one list all the same. */
const keyOf = (setting: SettingChange): unknown[] => {
  const { status, since, says, todo, changes } = setting;
  if (isMove(status)) return [status, since, changes, saysEmpty(setting)];
  return [status, ...(status === 'never read' ? [todo] : [says, todo, saysEmpty(setting)]), changes];
};

/** Where it makes a difference that the files give no value. */
const saysEmpty = ({ status, empty }: SettingChange): boolean =>
  empty && (isMove(status) || status === 'comes into effect' || status === 'dropped');

const isMove = (status: SettingChange['status']): boolean =>
  status === 'renamed' || status === 'prefix renamed';

const serviceEntry = (services: readonly [ServiceChange, ...ServiceChange[]]): Entry => {
  const [{ became, says, todo, since }] = services;
  const heading = {
    gone: 'service gone',
    new: 'new service',
    renamed: 'service renamed',
    'another image': 'another image',
  }[became];
  return {
    heading,
    subjects: services.map(({ service, container, at, says: own }) => ({
      text: became === 'another image' ? `${container ?? service}: ${own}` : nameOf(service, container),
      ...(at && { at }),
      also: 0,
    })),
    says: became === 'another image' ? [] : [withSince(says, since)],
    ...(became === 'another image' ? { todo: 'take the new image' } : todo !== undefined && { todo }),
    sources: [],
  };
};

const nameOf = (service: string, container: string | undefined): string =>
  container === undefined || container === service ? service : `${service} (${container})`;

const withSince = (says: string, since: string | undefined): string =>
  since === undefined ? says : `since ${since}: ${says}`;

const neededEntry = (needs: readonly [NeededSetting, ...NeededSetting[]]): Entry => {
  const [{ says, todo, since, source }] = needs;
  return {
    heading: 'new and needed',
    subjects: needs.map(({ variable, services, value }) => ({
      text: `${variable}${value === undefined ? '' : `=${value}`} for ${services.join(', ')}`,
      also: 0,
    })),
    says: [withSince(says, since)],
    todo,
    sources: [source],
  };
};

const headings: Partial<Record<SettingChange['status'], string>> = {
  'service gone': 'of a service that is gone',
  'never read': 'not read, before or after',
};

const settingEntry = (settings: readonly [SettingChange, ...SettingChange[]]): Entry => {
  const [first] = settings;
  const isRename = isMove(first.status);
  const since = first.since === undefined ? '' : `, since ${first.since}`;
  return {
    heading: `${headings[first.status] ?? first.status}${isRename ? since : ''}${saysEmpty(first) ? ', and empty in the files' : ''}`,
    short:
      first.status === 'service gone' ||
      first.status === 'never read' ||
      first.status === 'prefix renamed' ||
      (first.status === 'changed in meaning' && first.severity === 'note'),
    subjects: settings.map(({ variable, newNames, at, also }) => ({
      text: newNames.some((name) => name !== variable) ? `${variable} → ${newNames.join(' and ')}` : variable,
      at,
      also: also.length,
    })),
    says: [
      ...(isRename
        ? []
        : [first.status === 'never read' && settings.length > 1 ? notRead(first) : first.says]),
      ...first.changes.map((change) => `since ${change.since}: it ${change.says}`),
    ],
    ...todoOf(first, isRename),
    sources: first.changes.map(({ source }) => source),
  };
};

const notRead = ({ todo }: SettingChange): string =>
  todo === undefined ? 'check-env says why of each' : 'not read under the old name, by any program';

const todoOf = ({ todo, changes }: SettingChange, isRename: boolean): { todo?: string } => {
  const all = [
    ...(isRename ? ['rename it; --write does'] : todo === undefined ? [] : [todo]),
    ...changes.map((one) => one.todo),
  ];
  return all.length > 0 ? { todo: all.join('; ') } : {};
};

/** `24 renamed, 3 dropped, 120 unchanged`. */
export const upgradeCounts = ({ settings, services, needed }: Upgrade): string => {
  const of = (status: SettingChange['status']): number =>
    settings.filter((one) => one.status === status).length;
  return [
    ...statusOrder.map(
      (status) => [of(status), status === 'service gone' ? 'of a service that is gone' : status] as const,
    ),
    [needed.length, 'new and needed'] as const,
  ]
    .filter(([n]) => n > 0)
    .map(([n, words]) => `${n} ${words}`)
    .concat(services.length > 0 ? [count(services.length, 'change', 'changes') + ' of services'] : [])
    .join(', ');
};

/** Hops to one listener whose transport changes alike. */
export interface HopGroup extends HopChange {
  callers: string[];
}

/** Hops that the new release does not have, with their service. */
export const hopsThatGo = ({ hops }: Upgrade): HopChange[] =>
  hops.filter(({ asTheyAre, rewritten }) => !asTheyAre && !rewritten);

export const hopGroups = ({ hops }: Upgrade): HopGroup[] =>
  alike(
    hops.filter(({ asTheyAre, rewritten }) => asTheyAre ?? rewritten),
    ({ to, listener, before, asTheyAre, rewritten }) => [to, listener, before, asTheyAre, rewritten],
  )
    .map(([first, ...others]) => ({ ...first, callers: [first, ...others].map(({ from }) => from) }))
    .toSorted((a, b) => rank(a) - rank(b));

/** Hops whose transport changes in the same way, with what is said of the first few. */
export interface TransportGroup {
  sides: { before: string; asTheyAre: string; rewritten: string };
  hops: HopGroup[];
  because: string[];
}

const REASONS = 3;

export const transportGroups = (upgrade: Upgrade): TransportGroup[] =>
  alike(hopGroups(upgrade), (hop) => [
    hop.before?.transport,
    hop.asTheyAre?.transport,
    hop.rewritten?.transport,
  ]).map((hops) => {
    const [{ before, asTheyAre, rewritten }] = hops;
    const said = new Set(hops.flatMap((hop) => reasonsOf(hop)));
    return {
      sides: {
        before: nameOfSide(before),
        asTheyAre: nameOfSide(asTheyAre),
        rewritten: nameOfSide(rewritten),
      },
      hops,
      because: [...said].slice(0, REASONS),
    };
  });

/** Why it is another one when the files are rewritten, or else when they stay as they are. */
const reasonsOf = ({ before, asTheyAre, rewritten }: HopChange): string[] => {
  const side = rewritten && rewritten.transport !== before?.transport ? rewritten : asTheyAre;
  return side ? [side.because] : [];
};

export const nameOfSide = (side: HopChange['before']): string =>
  side ? side.transport : 'no such connection';

const rank = (hop: HopChange): number => {
  const severity = severityOfHop(hop);
  return severity === undefined ? severities.length : severities.indexOf(severity);
};
