/** Shows how far a run is: one redrawn line on a terminal, a plain line a section elsewhere. */
import type { Verdict } from '../judge/judge.ts';
import type { Progress } from '../plan/options.ts';
import { statusLine, type Screen } from '../system/status-line.ts';
import type { Provisional } from './provisional.ts';

const countsOf = ({ red, known }: { red: number; known: number }): string =>
  `${red} red${known ? ` and ${known} known` : ''} so far`;

/**
 * @param sections section of each selected case, by case id; others are observed, but not counted
 * @param now ms, monotonic
 */
export const createProgress = (
  screen: Screen,
  sections: ReadonlyMap<string, string>,
  provisionally: Provisional,
  now: () => number = () => performance.now(),
): Progress & { end(): void } => {
  const began = now();
  const total = new Map<string, number>();
  for (const section of sections.values()) total.set(section, (total.get(section) ?? 0) + 1);
  const done = new Map<string, { cases: Set<string>; red: number; known: number; written: boolean }>();
  let cases = 0;
  const all = { red: 0, known: 0 };
  let starts = { done: 0, of: 0 };
  let current = '';
  const status = statusLine(screen, now);

  const seconds = (): string => `${Math.round((now() - began) / 1000)} s`;
  const inWords = (): string => {
    const left =
      starts.done && starts.of ? ((now() - began) / starts.done) * (starts.of - starts.done) : Number.NaN;
    const parts = [
      `${cases}/${sections.size} cases`,
      `${starts.done}/${starts.of} starts`,
      countsOf(all),
      ...(Number.isFinite(left) ? [`about ${Math.ceil(left / 1000)} s left`] : []),
      ...(current ? [current] : []),
    ];
    return parts.join(' · ');
  };
  const draw = (): void => status.draw(inWords);
  const line = (text: string): void => {
    status.line(text);
    status.draw(inWords, true);
  };
  const sectionLine = (section: string): void => {
    const state = done.get(section);
    if (!state || state.written) return;
    state.written = true;
    line(
      `${section}: ${state.cases.size} of ${total.get(section)} cases observed, ${countsOf(state)} (${seconds()})`,
    );
  };

  return {
    begin: ({ controlOnly, starts: of }) => {
      starts = { done: 0, of };
      const controls = controlOnly ? ` and ${controlOnly} controls` : '';
      line(`Observing ${sections.size} cases${controls} in ${of} starts.`);
    },
    caseObserved: (id: string, provisional: Verdict | undefined) => {
      const section = sections.get(id);
      if (section === undefined) return;
      const state = done.get(section) ?? { cases: new Set(), red: 0, known: 0, written: false };
      done.set(section, state);
      if (state.cases.has(id)) return;
      state.cases.add(id);
      cases += 1;
      const shown = provisional && provisionally(id, provisional);
      if (shown) {
        state[shown] += 1;
        all[shown] += 1;
      }
      current = id.split('/').slice(0, 2).join('/');
      // On a terminal the line says it all.
      if (!screen.interactive && state.cases.size === total.get(section)) sectionLine(section);
      draw();
    },
    startObserved: (finished, of) => {
      starts = { done: finished, of };
      draw();
    },
    note: line,
    end: () => {
      if (screen.interactive) status.clear();
      else for (const section of done.keys()) sectionLine(section);
    },
  };
};
