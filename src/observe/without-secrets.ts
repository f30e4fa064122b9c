/** Takes secrets out of what was observed before it leaves the start, so that none goes into a journal. */
import type { Observation } from '../model/observation.ts';
import { redact } from '../probe/output/redact.ts';
import { searchFor } from '../probe/output/search.ts';
import type { Traces } from '../probe/output/traces.ts';

/** Characters that are kept of what a service answered; cut only when no secret is in it that could be cut through. */
const keptOfAnswer = 200;

export const withoutSecrets = (observation: Observation, secrets: readonly Traces[]): Observation => {
  const search = searchFor(secrets);
  const shows = search.places(JSON.stringify(observation)).size > 0;
  const clean = shows
    ? (mapTexts(observation, (text) => redact(text, secrets, search)) as Observation)
    : observation;
  const calls = mapTexts(clean.calls, (text) => text.slice(0, keptOfAnswer)) as Observation['calls'];
  return { ...clean, calls };
};

const mapTexts = (value: unknown, change: (text: string) => string): unknown => {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((one) => mapTexts(one, change));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, mapTexts(one, change)]));
};
