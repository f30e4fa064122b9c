/** What a missing effect means for an operator, in one sentence. Pure. */
import { nameOf, type ReleaseNames } from '../../../suites/catalogue.ts';
import type { Case } from '../../../suites/vocabulary.ts';
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
      return `${product} never reads ${read('documented')}; it reads ${read('release')}${end}`;
    case 'renamed value': {
      const [setting, value] = Object.entries(root.start.settings).find(
        ([setting, value]) => typeof value === 'string' && names.values[setting]?.[value] !== undefined,
      ) ?? [undefined, ''];
      if (setting === undefined || typeof value !== 'string') return undefined;
      const word = names.values[setting]?.[value] ?? value;
      return `${product} does not know the value ${value} of ${nameOf(setting, 'documented', names)}; it takes ${word}${end}`;
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
