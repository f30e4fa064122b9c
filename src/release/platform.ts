/** Derives from a release file and its programs what the release has beyond the page, and what each part reads. Pure. */
import type { NotCovered, Setting } from '../../suites/vocabulary.ts';
import { pageValues } from '../../suites/words/settings.ts';
import type {
  ListenerKnob,
  Platform,
  PlatformDatabase,
  PlatformHop,
  PlatformListener,
} from '../../suites/words/platform.ts';
import { programOf, serviceOf } from './program-of.ts';
import type { ProgramReads, ReleasePrograms } from './programs.ts';
import type { ReleaseFile, ReleaseListener, ReleaseService } from './schema.ts';

/** @param programs absent where the suite does not know them: the release file alone speaks then */
export const platformOf = (release: ReleaseFile, programs: ReleasePrograms | undefined): Platform => {
  const made: Made = { listeners: [], hops: [], databases: [], settings: {}, values: {}, notCovered: [] };
  for (const [name, service] of Object.entries(release.services)) {
    if (service.servedBy !== undefined || release.absent[name] !== undefined) continue;
    if (service.notAlone !== undefined) {
      made.notCovered.push({ subject: name, reason: service.notAlone });
      continue;
    }
    const about: About = { release, name, service, program: programOf(name, release, programs) };
    addListeners(about, made);
    addDatabase(about, programs, made);
    for (const to of Object.keys(service.peers)) addHop(about, to, made);
  }
  for (const [name, { listeners }] of programs?.programs ?? []) {
    // A program without a listener is a tool.
    if (Object.keys(listeners).length === 0) continue;
    const service = serviceOf(name, release);
    if (!Object.hasOwn(release.services, service) && release.absent[service] === undefined)
      made.notCovered.push({ subject: name, reason: 'the release file does not say how it is started' });
  }
  return made;
};

interface Made extends Platform {
  listeners: PlatformListener[];
  hops: PlatformHop[];
  databases: PlatformDatabase[];
  settings: Record<Setting, string>;
  values: Record<Setting, Readonly<Record<string, string>>>;
  notCovered: NotCovered[];
}

interface About {
  release: ReleaseFile;
  name: string;
  service: ReleaseService;
  program: ProgramReads | undefined;
}

const knobs = ['cert', 'key', 'clientCa', 'serverCa'] as const satisfies readonly ListenerKnob[];
const pairSuffixes: Readonly<Record<string, string>> = { cert: 'CERT', key: 'KEY' };

const isOfPage = (name: string): boolean => name === 'users' || name === 'clients';

const addListeners = (about: About, made: Made): void => {
  const { release, name, service, program } = about;
  let first: string | undefined;
  for (const [at, listener] of Object.entries(service.listeners)) {
    const subject = `${name}.${at}`;
    if (release.absent[subject] !== undefined) continue;
    const ofPage = isOfPage(name) && (at === 'http' || at === 'grpc');
    const reads = program?.listeners[at];
    const known = knobs.flatMap((knob) => {
      const prefix = release.deployment?.pairs[subject];
      const suffix = pairSuffixes[knob];
      const said = prefix !== undefined && suffix !== undefined ? prefix + suffix : undefined;
      const variable = release.settings[`${subject}.${knob}`] ?? said ?? reads?.[knob];
      return variable === undefined ? [] : [{ knob, variable }];
    });
    const reason = whyNot(listener, known, ofPage);
    if (reason !== undefined) {
      made.notCovered.push({ subject, reason });
      continue;
    }
    first ??= subject;
    for (const { knob, variable } of known) {
      if (!ofPage || (knob !== 'cert' && knob !== 'key')) made.settings[`${subject}.${knob}`] = variable;
    }
    made.listeners.push({
      ...{ service: name, name: at, protocol: listener.protocol, ofPage },
      knobs: known.map(({ knob }) => knob),
      ...(!isOfPage(name) && { first }),
    });
  }
};

const whyNot = (
  { probed, protocol }: ReleaseListener,
  known: readonly { knob: ListenerKnob }[],
  ofPage: boolean,
): string | undefined => {
  if (protocol === 'coap') return 'CoAP takes DTLS, which the suite does not speak';
  if (protocol === 'mqtt')
    return 'a CONNECT without the credentials of a device is closed, so that plaintext cannot be told from none';
  if (!probed) return 'the release file says that it is not probed';
  const paired = (['cert', 'key'] as const).every((knob) => known.some((one) => one.knob === knob));
  return ofPage || paired ? undefined : 'the release has no variables for a certificate and a key of it';
};

const parts = ['mode', 'cert', 'key', 'root'] as const;
const suffixes = { mode: 'SSL_MODE', cert: 'SSL_CERT', key: 'SSL_KEY', root: 'SSL_ROOT_CERT' } as const;

const addDatabase = (
  { release, name, service, program }: About,
  programs: ReleasePrograms | undefined,
  made: Made,
): void => {
  if (!service.database || isOfPage(name)) return;
  const prefix = release.deployment?.databases[name];
  const found = parts.flatMap((part) => {
    const said = prefix === undefined ? undefined : prefix + suffixes[part];
    const variable = release.settings[`${name}.db.${part}`] ?? said ?? program?.database?.[part];
    return variable === undefined ? [] : [{ part, variable }];
  });
  if (found.length < parts.length) {
    made.notCovered.push({
      subject: `${name}.db`,
      reason: 'the release has no variables for TLS to its database',
    });
    return;
  }
  for (const { part, variable } of found) made.settings[`${name}.db.${part}`] = variable;
  const values = release.values[`${name}.db.mode`] ?? wordsOf(release, programs);
  if (values) made.values[`${name}.db.mode`] = values;
  const { databaseCalls } = service;
  const atStart = databaseCalls?.connect !== true;
  made.databases.push({ service: name, calls: databaseCalls !== undefined, atStart });
};

/** As Users and Clients spell the modes; without them, libpq's words where the programs take those and not the page's. */
const wordsOf = (
  { values }: ReleaseFile,
  programs: ReleasePrograms | undefined,
): Readonly<Record<string, string>> | undefined => {
  const alike = values['clients.db.mode'] ?? values['users.db.mode'];
  if (alike ?? !programs) return alike;
  const taken = programs.traits.databaseModes;
  const libpq = { [pageValues.disabled]: 'disable', [pageValues.required]: 'require' };
  const renamed = Object.entries(libpq).filter(([page, own]) => !taken.includes(page) && taken.includes(own));
  return renamed.length ? Object.fromEntries(renamed) : undefined;
};

/** Hops that the page has cases for under the names of this release. */
const isHopOfPage = (from: string, to: string, { settings }: ReleaseFile): boolean => {
  if (from === 'clients') return to === 'auth';
  if (!/^(http|mqtt|ws|coap)-adapter$/.test(from)) return false;
  return to === 'clients' || settings[`${from}.${to}.ca`] !== undefined;
};

const addHop = ({ release, name, service, program }: About, to: string, made: Made): void => {
  if (isHopOfPage(name, to, release)) return;
  const subject = `${name}.${to}`;
  const peer = service.peers[to];
  const reads = program?.peers.find((one) => serviceOf(one.service, release) === to);
  const variableOf = (knob: 'ca' | 'cert' | 'key'): string | undefined =>
    release.settings[`${subject}.${knob}`] ??
    (knob === 'ca' ? release.deployment?.trusts[subject] : undefined) ??
    reads?.[knob];
  const not = (reason: string): void => void made.notCovered.push({ subject, reason });
  if (peer?.protocol === 'http') return not('HTTP: no sentence of the page is about its transport');
  const [ca, cert, key] = [variableOf('ca'), variableOf('cert'), variableOf('key')];
  if (ca === undefined) return not('the release has no variable for a CA file of it');
  const atStart = peer?.atStart ?? reads?.atStart ?? false;
  const provokedBy = atStart ? 'start' : Object.hasOwn(service.provokes, to) ? 'call' : undefined;
  if (provokedBy === undefined) {
    return not(
      release.deployment?.unused[subject] ??
        'it is not used at the start, and the release file names no call that uses it',
    );
  }
  made.settings[`${subject}.ca`] = ca;
  const pair = cert !== undefined && key !== undefined;
  if (pair) Object.assign(made.settings, { [`${subject}.cert`]: cert, [`${subject}.key`]: key });
  made.hops.push({ from: name, to, provokedBy, pair });
};
