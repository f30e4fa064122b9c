/** Unfolds what was seen of a start inside the first case that rests on it; other cases link there. */
import type { Report, ReportedCase } from '../../schema.ts';
import type { SeenPart, SeenStart } from '../../seen-schema.ts';
import { endsOf } from '../../../model/hop.ts';
import { printable } from '../words.ts';
import { markup, plainText, type Markup, type Part } from './template.ts';

export interface Seen {
  /** What was seen for a case: unfolded, or a link to the case that shows it. */
  of: (one: ReportedCase) => Part;
  /** Another case that this one rests on, and what was seen there. */
  link: (caseId: string) => Part;
}

export const seenIn = (report: Report): Seen => {
  const starts = new Map(report.starts.map((start) => [start.id, start]));
  const cases = new Map(report.cases.map((one) => [one.id, one]));
  const owners = new Map<string, ReportedCase>();
  for (const one of report.cases) {
    for (const { start } of one.evidence) {
      if (start !== undefined && starts.has(start) && !owners.has(start)) owners.set(start, one);
    }
  }
  return {
    of: (one) =>
      one.evidence.map(({ start = '', path, sha256 }) => {
        const seen = starts.get(start);
        if (!seen) return markup`<div><code>${path}</code> SHA-256 ${sha256.slice(0, 16)}…</div>`;
        const owner = owners.get(start)!;
        if (owner === one) return startPart(seen);
        return markup`<div>${startLink(start, titleOf(seen))}, the start of ${owner.subject} ${owner.condition}</div>`;
      }),
    link: (caseId) => {
      const other = cases.get(caseId);
      if (!other) return markup`<code>${caseId}</code>`;
      const name = caseId.slice(other.rule.length + 1);
      const [{ start = '' } = {}] = other.evidence;
      // What was seen lies within the case, or within another one of the same start.
      if (owners.get(start) === other) return startLink(start, name);
      const there = starts.has(start) && markup`: ${startLink(start, 'what was seen')}`;
      return markup`<a href="#${caseId}">${name}</a>${there}`;
    },
  };
};

const startLink = (start: string, text: string): Markup => markup`<a href="#seen-${start}">${text}</a>`;

const titleOf = ({ reading }: SeenStart): string => titles[reading];

const titles = {
  first: 'what was seen',
  calm: 'what was seen again in calm',
  rerun: 'what was seen in a rerun',
};

const startPart = (start: SeenStart): Markup =>
  markup`<details><summary>${titleOf(start)}</summary><dl id="seen-${start.id}">${[
    part('The start', start.notes),
    start.services.map(servicePart),
    hopParts(start.hops),
    start.sessions.map(({ name, seen }) =>
      part(`PostgreSQL, ${name}`, seen.length > 0 ? seen : ['no session']),
    ),
    part('Messages', start.messages),
    part('Calls', start.calls),
  ]}</dl></details>`;

const servicePart = ({ name, seen, listeners, output }: SeenStart['services'][number]): Part => {
  const { bytes, errors, tail } = output;
  return [
    part(name, seen),
    listeners.map((one) => part(one.name, one.seen)),
    markup`<dt>${name}, output</dt><dd>${bytes} bytes${printed([...errors, ...tail])}</dd>`,
  ];
};

const printed = (lines: readonly string[]): Part => lines.length > 0 && markup`<pre>${inLines(lines)}</pre>`;

/** Hops that were not used are one line. */
const hopParts = (hops: readonly SeenPart[]): Part => {
  const unused = hops.filter(({ seen }) => seen.length === 0).map(({ name }) => endsOf(name));
  const byClient = [...Map.groupBy(unused, ({ from }) => from)].map(
    ([from, ends]) => `${from}→${ends.map(({ to }) => to).join(', ')}`,
  );
  return [hops.map(({ name, seen }) => part(name, seen)), part('No connection', byClient)];
};

const part = (name: string, lines: readonly string[]): Part =>
  lines.length > 0 && markup`<dt>${name}</dt><dd>${inLines(lines)}</dd>`;

const inLines = (lines: readonly string[]): Markup => plainText(lines.map(printable).join('\n'));
