/** Takes secrets out of what was observed before it leaves the start, so that none goes into a journal. */
import type { Observation } from '../model/observation.ts';
import { mapTexts } from '../probe/output/map-texts.ts';
import { redact } from '../probe/output/redact.ts';
import { searchFor } from '../probe/output/search.ts';
import type { Traces } from '../probe/output/traces.ts';

/** Characters that are kept of what a service answered; cut only when no secret is in it that could be cut through. */
const keptOfAnswer = 200;

export const withoutSecrets = (observation: Observation, secrets: readonly Traces[]): Observation => {
  const search = searchFor(secrets);
  const shows = search.places(JSON.stringify(observation)).size > 0;
  const clean = shows ? mapTexts(observation, (text) => redact(text, secrets, search)) : observation;
  const calls = mapTexts(clean.calls, (text) => text.slice(0, keptOfAnswer));
  return { ...clean, calls };
};
