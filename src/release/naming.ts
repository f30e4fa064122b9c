/**
 * Says of one release which variable sets a setting, and the inverse: which settings of which services a variable
 * sets, or why nothing reads it. The inverse is found by asking the first question of every setting. Pure.
 */
import { knownName, wordsOf } from '../../suites/naming.ts';
import type { Setting } from '../../suites/vocabulary.ts';
import { pageNames } from '../../suites/words/settings.ts';
import type { Release } from './schema.ts';

/** What the variables of a database say: the keys of `database` in the schema, which the workers of a run need not load. */
const databaseParts = Object.keys({
  host: true,
  port: true,
  user: true,
  password: true,
  name: true,
} satisfies Record<keyof DatabaseVariables, true>) as (keyof DatabaseVariables)[];
type DatabaseVariables = NonNullable<Release['services'][string]['database']>;

/** How a release spells a setting. */
export interface Spelling {
  variable: string;
  /** The page's word → the release's, for a setting that takes one of a few words. */
  words?: Readonly<Record<string, string>>;
}

/** A service that reads a variable, and what for. */
export interface Reader {
  service: string;
  /** Absent where the service needs the variable to start at all: it concerns no security. */
  setting?: Setting;
  words?: Spelling['words'];
  /** Why nothing comes of it: the hop is never opened. */
  unused?: string;
}

/** A setting that has the variable on the page or in the release file, and is not read from it. */
export interface Unread {
  service: string;
  setting: Setting;
  /** The variable that this release reads in its place. */
  readAs?: string;
  /** Why this release reads none. */
  reason?: string;
}

export interface VariableUse {
  /**
   * `read`: by at least one service. `documented`: the page names it, and this release reads another one or has no
   * such setting. `never read`: the release file says that no program reads it. `unknown`: neither the page nor the
   * release file names it.
   */
  status: 'read' | 'documented' | 'never read' | 'unknown';
  readers: Reader[];
  /** May hold settings of a variable that other services read. */
  unread: Unread[];
  /** Why no program reads it, where the release file says so. */
  reason?: string;
}

/**
 * Settings of cases as in `suites/words/settings.ts`, those of a deployment's further hops (`auth.grpc.cert`,
 * `channels.clients.ca`, `auth.db.mode`, `auth.backplane.ca`), and where things are: `users.http.port`,
 * `users.db.host`, `users.auth.url`.
 */
export const variableOf = (setting: Setting, release: Release): string | undefined =>
  knownName(setting, 'release', release) ?? ofDeployment(setting, release) ?? ofAddress(setting, release);

export const spellingOf = (setting: Setting, release: Release): Spelling | undefined => {
  const variable = variableOf(setting, release);
  // A deployment gives every database the mode that Clients has.
  const words = wordsOf(knownName(setting, 'release', release) ? setting : likeClients(setting), release);
  return variable === undefined ? undefined : { variable, ...(words && { words }) };
};

/** Every setting that the release has a variable for. */
export const settingsOf = (release: Release): Setting[] => {
  const { deployment, services } = release;
  const all = new Set([
    ...Object.keys(pageNames),
    ...Object.keys(release.settings),
    ...Object.keys(deployment?.pairs ?? {}).flatMap((at) => [`${at}.cert`, `${at}.key`]),
    ...Object.keys(deployment?.trusts ?? {}).map((hop) => `${hop}.ca`),
    ...Object.keys(deployment?.databases ?? {}).flatMap((name) =>
      Object.keys(databaseSuffixes).map((knob) => `${name}.db.${knob}`),
    ),
    ...(deployment?.order ?? []).map((name) => `${name}.backplane.ca`),
    ...Object.entries(services).flatMap(([name, { listeners, peers }]) => [
      ...Object.keys(listeners).flatMap((at) => [`${name}.${at}.host`, `${name}.${at}.port`]),
      ...databaseParts.map((knob) => `${name}.db.${knob}`),
      ...Object.keys(peers).map((to) => `${name}.${to}.url`),
    ]),
  ]);
  return [...all].filter((setting) => variableOf(setting, release) !== undefined);
};

/** What becomes of a variable in this release. */
export const useOf = (variable: string, release: Release): VariableUse => {
  const settings = settingsOf(release);
  const named = settings.filter((setting) => variableOf(setting, release) === variable);
  const readers = named.filter((setting) => whyNotRead(setting, release) === undefined);
  const unread = settings.filter(
    (setting) =>
      !readers.includes(setting) &&
      (named.includes(setting) || knownName(setting, 'documented', release) === variable),
  );
  const all = [...readers.map((setting) => readerOf(setting, release)), ...needing(variable, release)];
  const reason = saidOf(variable, release);
  return {
    status: all.length
      ? 'read'
      : reason !== undefined
        ? 'never read'
        : unread.length
          ? 'documented'
          : 'unknown',
    readers: all,
    unread: unread.map((setting) => unreadOf(setting, release)),
    ...(reason !== undefined && { reason }),
  };
};

/** Why no program reads it; any word may be asked for. */
const saidOf = (variable: string, { neverRead }: Release): string | undefined =>
  Object.hasOwn(neverRead, variable) ? neverRead[variable] : undefined;

const serviceOf = (setting: Setting): string => setting.split('.')[0]!;
const partOf = (setting: Setting): string => setting.split('.').slice(0, 2).join('.');
const knobOf = (setting: Setting): string => setting.split('.')[2] ?? '';
const likeClients = (setting: Setting): Setting => setting.replace(/^[a-z-]+\.db\./, 'clients.db.');

const readerOf = (setting: Setting, release: Release): Reader => {
  const words = spellingOf(setting, release)?.words;
  const unused = release.deployment?.unused[partOf(setting)];
  return {
    service: serviceOf(setting),
    setting,
    ...(words && { words }),
    ...(unused !== undefined && { unused }),
  };
};

const unreadOf = (setting: Setting, release: Release): Unread => {
  const reason = whyNotRead(setting, release);
  const readAs = variableOf(setting, release);
  return {
    service: serviceOf(setting),
    setting,
    ...(reason !== undefined ? { reason } : readAs !== undefined && { readAs }),
  };
};

/** Undefined for a setting that the release reads from its own variable. */
const whyNotRead = (setting: Setting, release: Release): string | undefined => {
  const service = serviceOf(setting);
  const absent = release.absent[service] ?? release.absent[partOf(setting)];
  if (absent !== undefined) return absent;
  const known = Object.keys(release.services).includes(service);
  return known
    ? saidOf(variableOf(setting, release) ?? '', release)
    : `${release.release} has no service ${service}`;
};

/** Services that a variable is given for no setting. */
const needing = (variable: string, release: Release): Reader[] =>
  Object.entries(release.services).flatMap(([service, { environment, inDeployment }]) => {
    const given = { ...release.environment, ...environment, ...inDeployment?.environment };
    return Object.hasOwn(given, variable) ? [{ service }] : [];
  });

const databaseSuffixes: Readonly<Record<string, string>> = {
  mode: 'SSL_MODE',
  cert: 'SSL_CERT',
  key: 'SSL_KEY',
  root: 'SSL_ROOT_CERT',
};
const pairSuffixes: Readonly<Record<string, string>> = { cert: 'CERT', key: 'KEY' };

/** What secures listeners, hops and databases that no case of the page is about. */
const ofDeployment = (setting: Setting, { deployment }: Release): string | undefined => {
  if (!deployment) return undefined;
  const at = partOf(setting);
  const knob = knobOf(setting);
  const join = (prefix: string | undefined, suffix: string | undefined): string | undefined =>
    prefix !== undefined && suffix !== undefined ? prefix + suffix : undefined;
  if (at.endsWith('.db')) return join(deployment.databases[serviceOf(setting)], databaseSuffixes[knob]);
  if (knob !== 'ca') return join(deployment.pairs[at], pairSuffixes[knob]);
  return at.endsWith('.backplane') ? deployment.trust : deployment.trusts[at];
};

/** Where listeners, databases and peers are. */
const ofAddress = (setting: Setting, { services }: Release): string | undefined => {
  const [name, part = '', knob] = setting.split('.');
  const service = services[name ?? ''];
  if (!service) return undefined;
  if (knob === 'url') return service.peers[part]?.url;
  if (part === 'db')
    return databaseParts.flatMap((one) => (one === knob ? (service.database?.[one] ?? []) : []))[0];
  const address = service.listeners[part]?.variables;
  return knob === 'host' ? address?.host : knob === 'port' ? address?.port : undefined;
};
