/** Makes the rules of a SARIF log of check-env: one a kind of statement. Pure. */
import { kinds, type Kind } from '../../../advise/schema.ts';
import { kindTexts } from './kinds.ts';

interface AdviceRule {
  id: string;
  name: string;
  shortDescription: { text: string };
  fullDescription: { text: string };
  help: { text: string };
  defaultConfiguration: { level: 'warning' };
  properties: { tags: string[] };
}

export const ruleIdOf = (kind: Kind): string => `check-env.${kind.toLowerCase().replaceAll(' ', '-')}`;

const others: Record<string, readonly [title: string, help: string]> = {
  'baseline.stale': ['An entry of the baseline that accepts nothing', 'Remove it.'],
  'baseline.expired': [
    'An entry of the baseline whose last day is over',
    'Mend what it accepts, or decide anew.',
  ],
  'nothing-decided': [
    'Nothing can be said of these files',
    'Check that these are the right files and the right release, and give the files that are missing.',
  ],
};

const texts = new Map([
  ...kinds.map((kind) => [ruleIdOf(kind), kindTexts[kind]] as const),
  ...Object.entries(others),
]);

/** Each id once, in the order of the results. */
export const adviceRules = (ids: readonly string[]): AdviceRule[] =>
  [...new Set(ids)].map((id) => {
    const [title, help] = texts.get(id)!;
    const word = id.replace(/^.*\./, '');
    return {
      id,
      name: word.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      shortDescription: { text: title },
      fullDescription: { text: `${title}.` },
      help: { text: help },
      defaultConfiguration: { level: 'warning' },
      properties: { tags: ['configuration', 'security'] },
    };
  });
