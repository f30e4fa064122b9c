/** Makes the rules of report.sarif: those of the catalogue, and those by which entries and the gate are told. Pure. */
import type { Report, ReportedRule } from '../../schema.ts';
import { printable } from '../words.ts';
import type { Level, Result } from './results.ts';

export interface RuleDescriptor {
  id: string;
  shortDescription: { text: string };
  fullDescription?: { text: string };
  help?: { text: string };
  helpUri?: string;
  defaultConfiguration: { level: Level };
  properties?: { tags: string[] };
}

const levels = { must: 'error', should: 'warning', info: 'note' } as const;

/** Lists each id once: every rule of the catalogue, and of the others those that have a result. */
export const rulesOf = ({ rules, page }: Report, results: readonly Result[]): RuleDescriptor[] => {
  const known = new Set(rules.map(({ id }) => id));
  const others = new Map(results.filter(({ ruleId }) => !known.has(ruleId)).map((one) => [one.ruleId, one]));
  return [
    ...rules.map((rule) => descriptorOf(rule, page)),
    ...[...others].map(([id, { level }]) => ({
      id,
      shortDescription: { text: titles[id] ?? printable(id) },
      defaultConfiguration: { level },
    })),
  ];
};

const titles: Partial<Record<string, string>> = {
  'deviations.stale': 'An entry of the deviations file says more than is so',
  'deviations.expired': 'An entry of the deviations file has expired',
  'deviations.unmatched': 'An entry of the deviations file is about no case',
  'gate.incomplete': 'Not everything that was selected could be judged',
  'gate.broken': 'The run broke, which says nothing about the product',
  'gate.interrupted': 'The run was ended before its time',
};

const descriptorOf = (rule: ReportedRule, page: Report['page']): RuleDescriptor => {
  const [heading] = rule.headings;
  const source = rule.practice === null ? '' : ` Practice: ${rule.practice}.`;
  return {
    id: rule.id,
    shortDescription: { text: printable(rule.title) },
    fullDescription: { text: printable(rule.why) },
    help: { text: printable(`How it is observed: ${rule.how}${source}`) },
    ...(heading !== undefined && { helpUri: uriOf(page, heading) }),
    defaultConfiguration: { level: levels[rule.level] },
    properties: { tags: [rule.section, rule.basis, rule.level] },
  };
};

/** Links to the heading as the repository of the page shows it, in the version that the rules were written for. */
const uriOf = ({ repository, commit, path }: Report['page'], heading: string): string => {
  const anchor = heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(/\s/g, '-');
  return (
    encodeURI(`https://github.com/${repository}/blob/${commit}/${path}`.toWellFormed()) +
    `#${encodeURIComponent(anchor.toWellFormed())}`
  );
};
