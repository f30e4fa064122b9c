/**
 * Says which facts of a case were seen in observations, which are certainly absent, and of which nothing is known.
 * Pure.
 */
import { factIn } from '../../suites/facts.ts';
import type { Case, Check } from '../../suites/vocabulary.ts';
import type { Observation } from '../model/observation.ts';

/** Facts of one kind that speak against a case: their words, and what the first of them looks like. */
export interface Against {
  facts: readonly string[];
  found: string;
}

export interface Facts {
  /** Seen, and forbidden. */
  forbidden?: Against;
  /** Required, and certainly absent. */
  absent?: Against;
  /** Certainly fallen short of. */
  nonStrict?: Against;
  /** Nothing speaks against these, and of some observation nothing is known about them. */
  unobserved: readonly string[];
  /** The first of these as the report says it. */
  missing?: string;
}

export interface Reading {
  observation: Observation;
  /** The case that it was made for, where that is another one. */
  of?: string;
}

interface Finding {
  check: Check;
  in: Observation;
  of: string | undefined;
}

/** Seen in any of the observations counts as seen. */
export const factsOf = (one: Case, readings: readonly Reading[]): Facts => {
  const against = (checks: readonly Check[], when: boolean): Finding[] =>
    readings.flatMap(({ observation, of }) =>
      checks
        .filter((check) => check.holds(observation) === when)
        .map((check) => ({ check, in: observation, of })),
    );
  const named = ({ check }: Finding): string => factIn(one, check);
  const againstOf = (found: readonly Finding[], words: string, counting = found): Against | undefined =>
    found[0] && {
      facts: [...new Set(counting.map(named))],
      found: `${words}${found[0].check.says}: ${placesOf(found)}${found[0].check.found(found[0].in)}`,
    };
  const forbidden = against(one.never, true);
  const absent = against(one.must, false);
  const nonStrict = against(one.should, false);
  const decided = new Set([...forbidden, ...absent, ...nonStrict].map(({ check }) => check));
  const open = readings.flatMap(({ observation }) =>
    [...one.never, ...one.must, ...one.should].filter(
      (check) => check.holds(observation) === undefined && !decided.has(check),
    ),
  );
  const facts = {
    forbidden: againstOf(forbidden, ''),
    absent: againstOf(absent, 'not so: ', withoutConsequences(absent)),
    nonStrict: againstOf(nonStrict, 'not so: '),
  };
  return {
    ...(facts.forbidden && { forbidden: facts.forbidden }),
    ...(facts.absent && { absent: facts.absent }),
    ...(facts.nonStrict && { nonStrict: facts.nonStrict }),
    unobserved: [...new Set(open.map((check) => factIn(one, check)))],
    ...(open[0] && { missing: open[0].says }),
  };
};

/** Further cases that are named. */
const namedInFull = 2;

/** Of an assertion over other cases: in which of these the same was seen; the first is named in full. */
const placesOf = (found: readonly Finding[]): string => {
  const [first, ...others] = [
    ...new Set(found.filter(({ check }) => check === found[0]!.check).map(({ of }) => of)),
  ];
  if (first === undefined) return '';
  const more = others.length - namedInFull;
  const also = others.slice(0, namedInFull).join(', ') + (more > 0 ? ` and ${more} more` : '');
  return `in ${first}${also && ` (also in ${also})`}: `;
};

/** A service that never became ready shows nothing of itself: where that is said, the rest follows from it. */
const withoutConsequences = (absent: readonly Finding[]): readonly Finding[] => {
  const down = (finding: Finding): string | undefined => {
    const service = finding.check.of?.split(/[.→]/)[0];
    return service !== undefined && finding.in.services[service]?.boot.outcome !== 'ready'
      ? service
      : undefined;
  };
  const said = new Set(absent.filter(({ check }) => check.fact === 'ready').map(down));
  return absent.filter((finding) => {
    const service = down(finding);
    return finding.check.fact === 'ready' || service === undefined || !said.has(service);
  });
};
