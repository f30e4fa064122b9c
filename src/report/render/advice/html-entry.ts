/** Renders one statement, with every setting of which it is true, as a card of the page. Pure. */
import type { CheckedStatement } from '../../../advise/checked/checked.ts';
import { row } from '../html/cases.ts';
import { markup, type Markup, type Part } from '../html/template.ts';
import type { SeverityGroup } from './view.ts';
import { placeInWords, subjectOf } from './words.ts';

export const entryCard = (alike: SeverityGroup['entries'][number], tone: string): Markup => {
  const [first] = alike;
  return markup`<article class="card ${tone}">
<p>${first.kind}${subjects(alike)}</p>
<div>${first.says}</div>
<dl>
${row('To do', first.todo)}
${row('Where', alike.map(place))}
${row('See also', first.related.length > 0 && first.related.map(({ at, says }) => markup`<div><code>${placeInWords(at)}</code> ${says}</div>`))}
${row('Page', first.promises)}
${row('Shown by', first.shownBy !== undefined && markup`<code>${first.shownBy}</code>`)}
${row('Accepted', first.accepted !== undefined && `until ${first.accepted.expires}: ${first.accepted.reason}`)}
${row('Fingerprint', markup`<code>${[...new Set(alike.map(({ fingerprint }) => fingerprint))].join(' ')}</code>`)}
</dl>
</article>
`;
};

const subjects = (alike: readonly CheckedStatement[]): Part => {
  const names = [...new Set(alike.map(subjectOf))].filter((one) => one !== '');
  return names.length > 0 && [': ', names.map((name, at) => markup`${at > 0 && ', '}<code>${name}</code>`)];
};

const place = (one: CheckedStatement): Markup => markup`<div><code>${placeInWords(one.at)}</code></div>`;
