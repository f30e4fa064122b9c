/** The look of report.html: light and dark, wide and narrow, without anything from outside. */ import { marks } from './words.ts';

/** A mark is no text of the page, so that a reader's voice says the outcome once. */
const marksInStyle = Object.entries(marks)
  .map(([outcome, mark]) => `.case.${outcome} > summary::before { content: '${mark}' / ''; }`)
  .join('\n');

export const style = `
:root {
  color-scheme: light dark;
  --ground: #fbfbfa; --raised: #ffffff; --ink: #1c1f23; --faint: #5b636d; --line: #dcdfe3; --accent: #0a58a8;
  --pass: #1a7f37; --loose: #7a5c00; --fail: #c3202f; --open: #8250a8; --moot: #68707a;
  --pass-ground: #e3f4e7; --loose-ground: #fbf0cd; --fail-ground: #fde4e5; --open-ground: #f2e8f9;
  --moot-ground: #eceef0; --code: #f1f2f4;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14171a; --raised: #1c2024; --ink: #e5e8eb; --faint: #a0a9b3; --line: #343a41; --accent: #7db8f5;
    --pass: #6fd186; --loose: #e6c45c; --fail: #ff8d92; --open: #cfa4f0; --moot: #a0a9b3;
    --pass-ground: #17301e; --loose-ground: #332b10; --fail-ground: #401b1f; --open-ground: #2e2038;
    --moot-ground: #272c31; --code: #262b30;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main, header.top, footer { max-width: 76rem; margin: 0 auto; padding: 0 1rem; }
h1 { font-size: 1.05rem; font-weight: 600; color: var(--faint); margin: 1.25rem 0 .5rem; }
h2 { font-size: 1.35rem; margin: 2.5rem 0 .75rem; }
h3 { font-size: 1.05rem; margin: 1.75rem 0 .25rem; overflow-wrap: anywhere; }
p { margin: .35rem 0; max-width: 52rem; }
a { color: var(--accent); text-underline-offset: .15em; }
a:focus-visible, summary:focus-visible, button:focus-visible, select:focus-visible, input:focus-visible {
  outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px;
}
code, pre { font: .875em/1.45 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
.faint { color: var(--faint); }
.small { font-size: .875rem; }
.gate { border: 1px solid var(--tone, var(--line)); border-left-width: .5rem; border-radius: 8px;
  background: var(--tone-ground, var(--raised)); padding: .9rem 1.1rem; }
.gate strong { font-size: 1.6rem; line-height: 1.25; color: var(--tone); display: block; overflow-wrap: anywhere; }
.counts { display: grid; grid-template-columns: repeat(auto-fill, minmax(7.2rem, 1fr)); gap: .5rem;
  margin: .75rem 0; padding: 0; list-style: none; }
.counts li { background: var(--raised); border: 1px solid var(--line); border-radius: 8px; padding: .45rem .7rem; }
.counts b { display: block; font-size: 1.35rem; line-height: 1.3; color: var(--tone, var(--ink));
  font-variant-numeric: tabular-nums; }
.counts .zero b { color: var(--faint); font-weight: 400; }
.counts span { font-size: .8125rem; color: var(--faint); }
nav.parts { display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; margin: 1rem 0 0; }
.pass { --tone: var(--pass); --tone-ground: var(--pass-ground); }
.non-strict { --tone: var(--loose); --tone-ground: var(--loose-ground); }
.fail { --tone: var(--fail); --tone-ground: var(--fail-ground); }
.untestable, .error, .not-run { --tone: var(--open); --tone-ground: var(--open-ground); }
.moot, .not-applicable { --tone: var(--moot); --tone-ground: var(--moot-ground); }
.tag { display: inline-block; border-radius: 999px; padding: .05rem .6rem; font-size: .8125rem; line-height: 1.5;
  background: var(--tone-ground, var(--moot-ground)); color: var(--tone, var(--faint)); white-space: nowrap; }
.tag.plain { background: none; border: 1px solid var(--line); color: var(--faint); }
.card, details.case { background: var(--raised); border: 1px solid var(--line); border-radius: 8px; margin: .4rem 0; }
.card { padding: .75rem 1rem; margin: .75rem 0; border-left: .3rem solid var(--tone, var(--line)); }
.told + .told, details > .told { border-top: 1px solid var(--line); margin-top: .6rem; padding-top: .6rem; }
.card > p:first-child { font-weight: 600; margin-top: 0; overflow-wrap: anywhere; }
summary { cursor: pointer; }
details.case > summary { padding: .45rem .8rem; display: flex; flex-wrap: wrap; gap: .2rem .55rem;
  align-items: baseline; list-style: none; }
details.case > summary::-webkit-details-marker { display: none; }
details.case > summary .name { flex: 1 1 16rem; overflow-wrap: anywhere; }
details.case[open] > summary { border-bottom: 1px solid var(--line); }
details.case:target { border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent); }
${marksInStyle}
details.case > summary::before { color: var(--tone); font-weight: 700; width: 1.1em; text-align: center; flex: none; }
dl { margin: 0; padding: .6rem .8rem .8rem; display: grid; grid-template-columns: 7.5rem 1fr; gap: .35rem .9rem; }
.card dl { padding: .5rem 0 0; }
dt { color: var(--faint); font-size: .875rem; }
dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
dl.seen { grid-template-columns: 11rem 1fr; padding: .4rem 0 0; }
.seen dt { overflow-wrap: anywhere; }
.seen dd { white-space: pre-line; font-size: .875rem; }
.seen pre { margin: .15rem 0 .3rem; padding: .3rem .5rem; border-radius: 6px; background: var(--code); white-space: pre-wrap; }
.command { display: block; background: var(--code); border-radius: 6px; padding: .4rem .6rem; user-select: all; }
button.copy { font: inherit; font-size: .8125rem; margin-top: .25rem; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 8px; background: var(--raised); }
table { border-collapse: collapse; font-size: .875rem; width: 100%; }
th, td { padding: .35rem .55rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
tr:last-child > * { border-bottom: 0; }
thead th { font-weight: 600; white-space: nowrap; color: var(--faint); }
.scroll table:not(.matrix) td { min-width: 6.5rem; }
.scroll table:not(.matrix) td:has(code) { min-width: 13rem; }
.scroll table:not(.matrix):not(.on-file) td:nth-child(5), .scroll table.on-file td:nth-child(6) { min-width: 15rem; }
.scroll table.on-file td:first-child { min-width: 0; }
tr:target > td { background: var(--code); }
.matrix th[scope=row] { position: sticky; left: 0; background: var(--raised); font-weight: 400; min-width: 11rem;
  border-right: 1px solid var(--line); }
.matrix thead th:first-child { position: sticky; left: 0; background: var(--raised); }
.matrix td { white-space: nowrap; }
.matrix td a { text-decoration: none; display: block; margin: .1rem 0; border-radius: 4px; padding: 0 .35rem;
  background: var(--tone-ground); color: var(--tone); font-variant-numeric: tabular-nums; }
.matrix td.none { color: var(--faint); }
.matrix tr.section th { position: static; border-right: 0; color: var(--faint); font-weight: 600; padding-top: .8rem;
  background: var(--ground); }
.filters { display: none; flex-wrap: wrap; gap: .6rem .9rem; align-items: end; margin: .75rem 0; }
.js .filters { display: flex; }
.filters label { display: grid; gap: .15rem; font-size: .8125rem; color: var(--faint); }
.filters select, .filters input { font: inherit; font-size: .9375rem; color: var(--ink); background: var(--raised);
  border: 1px solid var(--line); border-radius: 6px; padding: .3rem .45rem; min-height: 2.1rem; }
.filters input { width: 15rem; max-width: 100%; }
[hidden] { display: none !important; }
footer { padding-top: 2rem; padding-bottom: 3rem; color: var(--faint); font-size: .875rem; }
@media (max-width: 40rem) {
  body { font-size: 15px; }
  dl, dl.seen { grid-template-columns: 1fr; gap: .1rem; }
  dd { margin-bottom: .5rem; }
  .counts { grid-template-columns: repeat(auto-fill, minmax(5.8rem, 1fr)); }
  .gate strong { font-size: 1.3rem; }
  .matrix th[scope=row] { min-width: 8.5rem; max-width: 8.5rem; overflow-wrap: anywhere; }
  .filters label, .filters select, .filters input { width: 100%; }
  .filters label.half { width: calc(50% - .45rem); }
}
@media print {
  .filters, nav.parts, button.copy { display: none !important; }
  details.case::details-content { content-visibility: visible; display: block; }
}
`;
