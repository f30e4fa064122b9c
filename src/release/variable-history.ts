/** Says of a variable what every release does with it, and which one it reads in its place. Pure. */
import { pageNames } from '../../suites/words/settings.ts';
import type { Setting } from '../../suites/vocabulary.ts';
import type { ReleasePrograms } from './programs.ts';
import { useIn, variableAt, type Place, type UseInRelease } from './variable-use.ts';

/** The variable that a release reads in place of another one. */
export interface ReadInstead {
  variable: string;
  /** Program that reads it. */
  service: string;
  /** What for. */
  says: string;
}

export interface ReleaseAnswer extends UseInRelease {
  /** Where no program reads the variable itself to any effect. */
  instead: ReadInstead[];
  /** Why this release lacks a service that reads it elsewhere: service → what became of it. */
  gone: Readonly<Record<string, string>>;
}

/** Releases one after another, the oldest first, that do the same with a variable. */
export interface Span {
  since: string;
  until: string;
  releases: string[];
  /** That of the newest one. */
  answer: ReleaseAnswer;
}

/** What each release does with a variable, those that do the same in one; `all` from the oldest to the newest. */
export const historyOf = (variable: string, all: readonly ReleasePrograms[]): Span[] => {
  const spans: Span[] = [];
  let before: string | undefined;
  for (const programs of all) {
    const answer = answerIn(variable, programs, all);
    const { uses, why, instead, gone, status } = answer;
    const same = JSON.stringify([status, uses, why, instead, Object.keys(gone)]);
    const last = spans.at(-1);
    if (last && same === before) {
      last.until = programs.release;
      last.releases.push(programs.release);
      last.answer = answer;
    } else {
      spans.push({ since: programs.release, until: programs.release, releases: [programs.release], answer });
    }
    before = same;
  }
  return spans;
};

/** @param all every release that is known: the names of others say what the variable is for */
export const answerIn = (
  variable: string,
  programs: ReleasePrograms,
  all: readonly ReleasePrograms[],
): ReleaseAnswer => {
  const use = useIn(variable, programs);
  if (use.status === 'read') return { ...use, instead: [], gone: {} };
  const places = placesOf(variable, all);
  const concerned = concernedBy(places, programs);
  const gone = Object.entries(programs.gone).filter(
    ([service]) => concerned.has(service) && !programs.programs.has(swapped(service)),
  );
  return { ...use, instead: insteadOf(variable, places, programs), gone: Object.fromEntries(gone) };
};

/** Who has the places: of a hop the one that is called, and the callers where none of them is left. */
const concernedBy = (places: readonly Place[], { gone }: ReleasePrograms): Set<string> => {
  const callers = places.filter(({ at }) => at === 'peer').map(({ service }) => service);
  return new Set([
    ...places.map(({ service, at, part }) => (at === 'peer' ? part : service)),
    ...(callers.every((service) => Object.hasOwn(gone, service)) ? callers : []),
  ]);
};

const prefixes = /^(?:MF|MG|SMQ)_/;

/** Whether it begins as variables of the product do, in any of its releases. */
export const isOfProduct = (variable: string): boolean => prefixes.test(variable);

/** All spellings of a name: what Clients is called in releases before v0.16.0 is Things. */
const spellingsOf = (variable: string): string[] => {
  const rest = variable.replace(prefixes, '');
  return [...new Set([rest, rest.replaceAll('THINGS', 'CLIENTS'), rest.replaceAll('CLIENTS', 'THINGS')])];
};

/** Where any release takes the variable from, in any of its spellings, and where the page says that it is taken from. */
const placesOf = (variable: string, all: readonly ReleasePrograms[]): Place[] => {
  if (!isOfProduct(variable)) return [];
  const names = spellingsOf(variable);
  const known = all.flatMap((programs) =>
    names.flatMap((name) =>
      useIn(programs.prefix + name, programs).uses.map(({ service, at, part, role }) => ({
        service,
        at,
        part,
        role,
      })),
    ),
  );
  const ofPage = pageSettingsOf(variable).flatMap((setting) => placeOfSetting(setting, all));
  const both = new Map([...ofPage, ...known].map((place) => [JSON.stringify(place), place]));
  return [...both.values()];
};

/** Settings that the Security page calls by this name, whatever the prefix. */
export const pageSettingsOf = (variable: string): Setting[] => {
  const names = spellingsOf(variable).map((name) => `SMQ_${name}`);
  return Object.keys(pageNames).filter((setting) => names.includes(pageNames[setting]!));
};

/** The page's name of what a variable is for; undefined where the page has none. */
export const pageNameOf = (variable: string, all: readonly ReleasePrograms[]): string | undefined => {
  const own = new Set(
    placesOf(variable, all)
      .flatMap(alike)
      .map((place) => JSON.stringify(place)),
  );
  return Object.entries(pageNames).find(([setting]) =>
    placeOfSetting(setting, all).some((place) => own.has(JSON.stringify(place))),
  )?.[1];
};

const roleOf = { cert: 'cert', key: 'key', ca: 'ca', mode: 'mode', root: 'root' } as const;

/** `users.http.cert` is a listener's, `clients.auth.ca` a hop's: the releases say which. */
const placeOfSetting = (setting: Setting, all: readonly ReleasePrograms[]): Place[] => {
  const [service = '', part = '', knob = ''] = setting.split('.');
  const role = roleOf[knob as keyof typeof roleOf];
  if (role === undefined) return [];
  const places: Place[] = [
    { service, at: 'listener', part, role },
    { service, at: 'peer', part, role },
    ...(part === 'db' ? [{ service, at: 'database' as const, part: '', role }] : []),
  ];
  return places.filter((place) => all.some((programs) => variableAt(place, programs) !== undefined));
};

const swapped = (service: string): string =>
  service === 'things' ? 'clients' : service === 'clients' ? 'things' : service;

/** The same place where Clients is called Things, and the reverse. */
const alike = (place: Place): Place[] => {
  const other = {
    ...place,
    service: swapped(place.service),
    part: place.at === 'peer' ? swapped(place.part) : place.part,
  };
  return [place, other];
};

const insteadOf = (variable: string, places: readonly Place[], programs: ReleasePrograms): ReadInstead[] => {
  const names = new Set([
    ...spellingsOf(variable).map((name) => programs.prefix + name),
    ...places.flatMap(alike).flatMap((place) => variableAt(place, programs) ?? []),
  ]);
  names.delete(variable);
  const wanted = new Set(places.flatMap(alike).map(({ service }) => service));
  return [...names].flatMap((name) =>
    useIn(name, programs)
      .uses.filter(
        ({ ignored, service }) => ignored === undefined && (wanted.size === 0 || wanted.has(service)),
      )
      .filter((use) => places.length === 0 || places.flatMap(alike).some((place) => isAt(place, use)))
      .map(({ service, says }) => ({ variable: name, service, says })),
  );
};

const isAt = (place: Place, use: Place): boolean =>
  place.service === use.service && place.at === use.at && place.part === use.part && place.role === use.role;
