/** The parts of the page beside the statements: undefined variables, connections, files, baseline. Pure. */
import type { Checked } from '../../../advise/checked/checked.ts';
import { markup, type Markup, type Part } from '../html/template.ts';
import { count } from '../words.ts';
import { entryCard } from './html-entry.ts';
import { hopPicture } from './picture.ts';
import { acceptedIn, notRead, rowsOf, undefinedVariables } from './view.ts';
import {
  becameInWords,
  beginOf,
  endOf,
  fileKind,
  leftOutInWords,
  placeInWords,
  shellInWords,
  transportTones,
  undefinedInWords,
} from './words.ts';

export const undefinedPart = (checked: Checked): Markup | null => {
  const variables = undefinedVariables(checked);
  if (variables.length === 0) return null;
  return markup`
<section id="undefined">
<h2>${undefinedInWords(variables.length)}</h2>
<div class="card non-strict"><p>Give the file that sets them with --env-file, or one with --shell NAME=VALUE.</p>
<details><summary>${count(variables.length, 'variable')}</summary>${variables.map(
    ({ name, used }) =>
      markup`<div><code>${name}</code> <span class="small faint">${used.map(({ at }) => placeInWords(at)).join(', ')}</span></div>`,
  )}</details></div>
</section>`;
};

export const acceptedPart = (checked: Checked): Markup | null => {
  const accepted = acceptedIn(checked);
  if (accepted.length === 0) return null;
  return markup`
<section id="accepted">
<h2>Accepted by the baseline</h2>
${accepted.map((one) => entryCard([one], 'moot'))}
</section>`;
};

export const hopsPart = (checked: Checked): Markup | null => {
  const rows = rowsOf(checked);
  if (rows.length === 0) return null;
  return markup`
<section id="connections">
<h2>Every connection, and how it is made</h2>
${picture(checked)}
${table(
  'advice',
  'Table of the connections',
  ['to', 'transport', 'from', 'why', 'the page promises', 'decided in'],
  rows.map((each) => [
    markup`<code>${endOf(each)}</code>`,
    markup`<span class="tag ${transportTones[each.transport]}">${each.transport}</span>`,
    each.callers.map((from) => markup`<div>${beginOf({ from })}</div>`),
    each.because,
    each.promises,
    each.at.map((at) => markup`<div><code>${placeInWords(at)}</code></div>`),
  ]),
)}
</section>`;
};

const picture = (checked: Checked): Markup => {
  const drawn = hopPicture(checked);
  return drawn === null
    ? markup`<p class="small faint">There are too many for a picture.</p>`
    : markup`<section class="scroll" tabindex="0" aria-label="Picture of the connections">${drawn}</section>`;
};

const table = (
  name: string,
  label: string,
  heads: readonly string[],
  rows: readonly (readonly Part[])[],
): Markup =>
  markup`<section class="scroll" tabindex="0" aria-label="${label}"><table class="${name}">
<thead><tr>${heads.map((head) => markup`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>
${rows.map((cells) => markup`<tr>${cells.map((cell) => markup`<td>${cell}</td>`)}</tr>\n`)}</tbody></table></section>`;

export const filesPart = (checked: Checked): Markup => {
  const left = notRead(checked);
  return markup`
<section id="files">
<h2>What was read, and what was not</h2>
<div class="card">
${checked.files.map(({ path, kind }) => markup`<div><code>${path}</code> ${fileKind(kind)}</div>`)}
${left.map((one) => markup`<div>Not read: <code>${placeInWords(one.at)}</code> ${one.says}</div>`)}
<div class="small">${shellInWords}</div>
${checked.leftOut > 0 && markup`<div class="small">${leftOutInWords(checked.leftOut)}</div>`}
</div>
</section>`;
};

export const baselinePart = ({ baseline, strict }: Checked): Markup | null => {
  if (baseline === null || baseline.entries.length === 0) return null;
  return markup`
<section id="baseline">
<h2>Entries of <code>${baseline.file}</code></h2>
${table(
  'baseline',
  'Entries of the baseline',
  ['line', 'accepts', 'became', 'reason', 'expires'],
  baseline.entries.map((each) => [
    each.line,
    markup`<code>${each.about}</code>`,
    markup`<span class="tag ${each.became === 'accepted' ? 'moot' : 'fail'}">${each.became}</span> ${becameInWords(each)}`,
    each.reason,
    each.expires,
  ]),
)}
${!strict && markup`<p class="small faint">Entries that are out of date change the exit code with --strict alone.</p>`}
</section>`;
};
