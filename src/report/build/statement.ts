/** Says what a missing effect means for an operator, in one sentence. Pure. */
import { nameOf, wordOf, type ReleaseNames } from '../../../suites/naming.ts';
import type { Case, Setting } from '../../../suites/vocabulary.ts';
import type { Finding } from '../../judge/findings.ts';
import { endsOf } from '../../model/hop.ts';
import type { Observation } from '../../model/observation.ts';

/**
 * @param root the case, under the page's names or the release's, that shows the missing effect
 * @param seen what was observed of it
 * @returns undefined for findings that are not about a missing effect
 */
export const statementOf = (
  root: Case,
  {
    finding,
    seen,
    release,
    names,
  }: {
    finding: Finding | undefined;
    seen: Observation | undefined;
    release: string;
    names: ReleaseNames;
  },
): string | undefined => {
  const product = release === 'reference' ? 'The reference' : release;
  const consequence = seen && consequenceOf(root, seen);
  const end = consequence === undefined ? '.' : `: ${consequence}.`;
  const settings = Object.keys(root.start.settings);
  const pages = settings.map((setting) => nameOf(setting, 'documented', names));
  const own = settings.map((setting) => nameOf(setting, 'release', names));
  const renamed = settings.filter((_, at) => pages[at] !== own[at]);
  const read = (naming: 'documented' | 'release'): string =>
    list(renamed.map((setting) => nameOf(setting, naming, names)));
  switch (finding) {
    case 'renamed':
    case 'renamed prefix':
      return `${product} never reads ${read('documented')}; it reads ${withWords(renamed, root, names)}${end}`;
    case 'renamed value': {
      const [first] = respeltIn(root, names);
      if (!first) return undefined;
      return `${product} does not know the value ${first.pages} of ${nameOf(first.setting, 'documented', names)}; it takes ${first.own}${end}`;
    }
    case 'ignored': {
      if (!settings.length) return undefined;
      const also = renamed.length && root.naming === 'documented' ? `, nor ${read('release')}` : '';
      return `${product} shows no effect of ${list(root.naming === 'documented' ? pages : own)}${also}${end}`;
    }
    case 'conforms':
    case 'deviates':
    case undefined:
      return undefined;
  }
};

/** Words of the case that the release spells otherwise. */
const respeltIn = (
  { start }: Case,
  names: ReleaseNames,
): { setting: Setting; pages: string; own: string }[] =>
  Object.entries(start.settings).flatMap(([setting, pages]) => {
    if (typeof pages !== 'string') return [];
    const own = wordOf(setting, pages, 'release', names);
    return own === pages ? [] : [{ setting, pages, own }];
  });

/** The release's names of renamed settings, and which words it takes in place of the page's. */
const withWords = (renamed: readonly Setting[], root: Case, names: ReleaseNames): string => {
  const respelt = respeltIn(root, names);
  const instead = ({ pages, own }: { pages: string; own: string }): string => `${own} in place of ${pages}`;
  const read = renamed.map((setting) => {
    const words = respelt.find((one) => one.setting === setting);
    return `${nameOf(setting, 'release', names)}${words ? ` (${instead(words)})` : ''}`;
  });
  const kept = respelt.filter(({ setting }) => !renamed.includes(setting));
  if (!kept[0]) return list(read);
  return `${list(read)}, and takes ${instead(kept[0])} in ${list(kept.map(({ setting }) => nameOf(setting, 'release', names)))}`;
};

/** What the service does instead, as far as it was seen. */
const consequenceOf = (root: Case, seen: Observation): string | undefined => {
  const configured = root.naming === 'documented' ? 'configured by the page' : 'configured by its own names';
  const service = root.subject.split('.')[0] ?? root.subject;
  const observed = seen.services[service];
  if (observed && observed.boot.outcome !== 'ready')
    return `the service ${service}, ${configured}, does not start`;
  const listeners = Object.entries(observed?.listeners ?? {});
  const [, only] = root.subject.split('.');
  const plaintext = listeners.some(
    ([name, { plain }]) => (only === undefined || only === name) && plain?.answer === 'answered',
  );
  if (root.section === 'server' && plaintext) return `a server ${configured} serves plaintext`;
  const sessions = seen.sessions[service]?.sessions ?? [];
  if (root.section === 'postgres' && sessions.length && sessions.every((session) => !session.tls)) {
    return `the service ${service}, ${configured}, talks to PostgreSQL in plaintext`;
  }
  const hops = Object.entries(seen.hops).filter(([hop]) => endsOf(hop).from === service);
  const opens = hops.flatMap(([, hop]) => hop.connections.map((connection) => connection.opening));
  if (root.section === 'client' && opens.includes('h2-plaintext')) {
    return `a client ${configured} connects in plaintext`;
  }
  return undefined;
};

const list = (names: readonly string[]): string => {
  const unique = [...new Set(names)];
  const last = unique.pop() ?? 'the setting';
  return unique.length ? `${unique.join(', ')} and ${last}` : last;
};
