/** Renders what check-env found as one HTML page that loads nothing and needs no script. Pure. */
import type { Checked } from '../../../advise/checked/checked.ts';
import { htmlPage, partLinks } from '../html/page.ts';
import { markup, type Markup } from '../html/template.ts';
import { baselinePart, acceptedPart, filesPart, hopsPart, undefinedPart } from './html-parts.ts';
import { entryCard } from './html-entry.ts';
import { adviceStyle } from './picture.ts';
import { countsInWords, groupsOf, transportsInWords, unknownIn, type SeverityGroup } from './view.ts';
import { verificationHtml } from './verification.ts';
import { checkedInWords, severityNames, severityTones } from './words.ts';

export const renderAdviceHtml = (checked: Checked): string => {
  const parts = [
    { id: 'undefined', title: 'Undefined variables', part: undefinedPart(checked) },
    ...groupsOf(checked).map((group) => ({
      id: group.severity,
      title: severityNames[group.severity],
      part: groupPart(group),
    })),
    { id: 'accepted', title: 'Accepted', part: acceptedPart(checked) },
    { id: 'connections', title: 'Connections', part: hopsPart(checked) },
    { id: 'verification', title: 'Held against services', part: verificationHtml(checked) },
    { id: 'files', title: 'What was read', part: filesPart(checked) },
    { id: 'baseline', title: 'Baseline', part: baselinePart(checked) },
  ].filter(({ part }) => part !== null);
  const { exitCode, reason } = checked.ending;
  return htmlPage({
    title: `What the configuration does: Magistrala ${checked.release}`,
    header: markup`<h1>What the configuration does</h1>
<div class="gate ${toneOf(checked)}">
<strong>${countsInWords(checked)}</strong>
<div>${checkedInWords(checked)}.${checked.hops.length > 0 && ` ${transportsInWords(checked)}.`}</div>
<div class="small">Exit code ${exitCode}: ${reason}.</div>
</div>
${tiles(checked)}
${partLinks(parts)}`,
    main: [
      ...unknownIn(checked).map((one) => entryCard([one], 'untestable')),
      ...parts.map(({ part }) => part),
    ],
    footer: `${checked.tool.name} ${checked.tool.version}`,
    extraStyle: adviceStyle,
  });
};

/** By what was found, whatever --fail-on counts: what does not work is never green. */
const toneOf = ({ ending, statements }: Checked): string => {
  const open = statements.filter(({ accepted }) => accepted === undefined);
  if (ending.exitCode === 3) return 'untestable';
  if (open.some(({ severity }) => severity === 'availability')) return 'fail';
  return ending.exitCode === 1 || open.some(({ severity }) => severity === 'weaker') ? 'non-strict' : 'pass';
};

const tiles = (checked: Checked): Markup => {
  const shown = new Map(groupsOf(checked).map(({ severity, entries }) => [severity, entries.flat().length]));
  return markup`<ul class="counts">${(['availability', 'weaker', 'note', 'good'] as const).map((severity) => {
    const n = shown.get(severity) ?? 0;
    const label = severityNames[severity];
    return markup`<li class="${severityTones[severity]}${n === 0 && ' zero'}"><b>${n}</b><span>${n > 0 ? markup`<a href="#${severity}">${label}</a>` : label}</span></li>`;
  })}</ul>`;
};

const groupPart = ({ severity, title, entries }: SeverityGroup): Markup => markup`
<section id="${severity}">
<h2>${title}</h2>
${entries.map((alike) => entryCard(alike, severityTones[severity]))}
</section>`;
