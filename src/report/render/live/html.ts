/** The part of report.html for who runs a live target: endpoints, certificates, sessions, connections, what stays unseen. */
import type { Report } from '../../schema.ts';
import { markup, type Markup, type Part } from '../html/template.ts';
import {
  captureHeads,
  captureInWords,
  captureRows,
  certificateHeads,
  certificateRows,
  encryptedUpTo,
  endpointHeads,
  endpointRows,
  hopHeads,
  hopRows,
  messageHeads,
  messageRows,
  sessionHeads,
  sessionRows,
} from './rows.ts';

export const livePart = ({ live }: Report): Markup | null => {
  if (live === null) return null;
  const certificates = certificateRows(live);
  const soon = certificates.filter((one) => one.soon).length;
  return markup`
<section id="live">
<h2>Seen from outside</h2>
${live.notes.map((note) => markup`<p>${note}</p>`)}
<h3>Endpoints</h3>
${table('Endpoints', endpointHeads, endpointRows(live))}
${
  certificates.length > 0 &&
  markup`<h3>Certificates</h3>
<p>${soon === 0 ? `None ends within ${live.expiresWithinDays} days.` : `${soon} of ${certificates.length} end within ${live.expiresWithinDays} days.`}</p>
${table(
  'Certificates',
  certificateHeads,
  certificates.map(({ cells, soon: ends, refused }) =>
    cells.map((cell, at) => {
      if (ends && at === 4) return tag(cell, 'fail');
      return refused && at === 5 ? markup`${tag('refused', 'fail')}${cell.slice('refused'.length)}` : cell;
    }),
  ),
)}`
}
${
  live.databases.length > 0 &&
  markup`<h3>Sessions with PostgreSQL</h3>
<p class="small faint">${encryptedUpTo}</p>
${table('Sessions with PostgreSQL', sessionHeads, sessionRows(live))}`
}
${
  live.capture !== null &&
  markup`<h3>In the capture</h3>
${captureInWords(live).map((line) => markup`<p class="small faint">${line}</p>`)}
${table('In the capture', captureHeads, captureRows(live))}`
}
${
  live.messages.length > 0 &&
  markup`<h3>Messages of the device</h3>
${table('Messages of the device', messageHeads, messageRows(live))}`
}
${
  live.hops.some(({ configured }) => configured !== null) &&
  markup`<h3>Configured and observed</h3>
<p class="small faint">What check-env says of the files, beside what was seen.</p>
${table(
  'Configured and observed',
  hopHeads,
  hopRows(live).map(({ cells, differs }) =>
    cells.map((cell, at) => (differs && at === 5 ? tag(cell, 'fail') : cell)),
  ),
)}`
}
<h3>What stays unseen</h3>
<dl>
${live.unseen.map(({ part, says }) => markup`<dt>${part}</dt><dd>${says}</dd>\n`)}</dl>
</section>`;
};

const tag = (text: string, tone: string): Markup => markup`<span class="tag ${tone}">${text}</span>`;

const table = (label: string, heads: readonly string[], rows: readonly (readonly Part[])[]): Markup =>
  markup`<section class="scroll" tabindex="0" aria-label="${label}"><table>
<thead><tr>${heads.map((head) => markup`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>
${rows.map((cells) => markup`<tr>${cells.map((cell) => markup`<td>${cell}</td>`)}</tr>\n`)}</tbody></table></section>`;
