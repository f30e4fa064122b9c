/** Holds the look of all pages: light and dark, wide and narrow, on paper, without anything from outside. */
import { printStyle } from './print-style.ts';
import { marks } from './words.ts';

/** A mark is no text of the page, so that a reader's voice says the outcome once. */
const marksInStyle = Object.entries({ ...marks, own: '@' })
  .map(
    ([name, mark]) =>
      `.case.${name} > details > summary::before, .matrix span.${name}::before { content: '${mark}' / ''; }`,
  )
  .join('\n');

export const style = `
:root {
  color-scheme: light dark;
  --ground: #fbfbfa; --raised: #ffffff; --ink: #1c1f23; --faint: #5b636d; --line: #dcdfe3; --accent: #0a58a8;
  --pass: #176f31; --loose: #7a5c00; --fail: #c3202f; --open: #8250a8; --moot: #5c636c;
  --pass-ground: #e3f4e7; --loose-ground: #fbf0cd; --fail-ground: #fde4e5; --open-ground: #f2e8f9;
  --moot-ground: #eceef0; --code: #f1f2f4;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --ground: #14171a; --raised: #1c2024; --ink: #e5e8eb; --faint: #a0a9b3; --line: #343a41; --accent: #7db8f5;
    --pass: #6fd186; --loose: #e6c45c; --fail: #ff8d92; --open: #cfa4f0; --moot: #a0a9b3;
    --pass-ground: #17301e; --loose-ground: #332b10; --fail-ground: #401b1f; --open-ground: #2e2038;
    --moot-ground: #272c31; --code: #262b30;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif;
  overflow-wrap: break-word; }
main, header.top, footer { max-width: 84rem; margin: 0 auto; padding: 0 1rem; }
h1 { font-size: 1.05rem; font-weight: 600; color: var(--faint); margin: 1.25rem 0 .5rem; }
h2 { font-size: 1.35rem; margin: 2.5rem 0 .75rem; }
h3 { font-size: 1.1rem; font-weight: 600; margin: 1.75rem 0 .4rem; }
h4 { font-size: 1.05rem; margin: 0; overflow-wrap: anywhere; }
/* What is out of sight is laid out when it comes into sight: a page of a thousand cases opens at once. */
[data-group] > [data-group] { content-visibility: auto; contain-intrinsic-size: auto 40rem; }
.head { display: flex; gap: .25rem; align-items: baseline; margin: 1.75rem 0 .25rem; }
p { margin: .35rem 0; max-width: 52rem; }
a { color: var(--accent); text-underline-offset: .15em; }
a:focus-visible, summary:focus-visible, button:focus-visible, .scroll:focus-visible, select:focus-visible, input:focus-visible {
  outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px;
}
code, pre { font: .875em/1.45 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
.faint { color: var(--faint); }
.small { font-size: .875rem; }
.gate { border: 1px solid var(--tone, var(--line)); border-left-width: .5rem; border-radius: 8px;
  background: var(--tone-ground, var(--raised)); padding: .9rem 1.1rem; }
.gate strong { font-size: 1.6rem; line-height: 1.25; color: var(--tone); display: block; overflow-wrap: anywhere; }
.counts { display: grid; grid-template-columns: repeat(auto-fit, minmax(7.2rem, 1fr)); gap: .5rem;
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
.tag, .case em, .told em, .case small, .told small { display: inline-block; border-radius: 999px; padding: .05rem .6rem;
  font-size: .8125rem; font-style: normal; line-height: 1.5; white-space: nowrap;
  background: var(--tone-ground, var(--moot-ground)); color: var(--tone, var(--faint)); }
.told small { margin-left: .35rem; }
.case small, .told small { background: none; border: 1px solid var(--line); color: var(--faint); }
.card, .case { background: var(--raised); border: 1px solid var(--line); border-radius: 8px; margin: .4rem 0; }
.card { padding: .75rem 1rem; margin: .75rem 0; border-left: .3rem solid var(--tone, var(--line)); }
.told + .told, details > .told { border-top: 1px solid var(--line); margin-top: .6rem; padding-top: .6rem; }
.card > p:first-child { font-weight: 600; margin-top: 0; overflow-wrap: anywhere; }
summary { cursor: pointer; }
.case { position: relative; }
.case i { font-style: normal; color: var(--faint); }
.case > details > summary { padding: .45rem 2.3rem .45rem .8rem; display: flex; flex-wrap: wrap; gap: .2rem .55rem;
  align-items: baseline; list-style: none; }
.case > details > summary::-webkit-details-marker { display: none; }
.case > details > summary > span { flex: 1 1 16rem; min-width: 0; overflow-wrap: anywhere; }
.case > details[open] > summary { border-bottom: 1px solid var(--line); }
.case > details > dl { scroll-margin-top: 5rem; }
.case:has(> details > :target) { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); }
${marksInStyle}
.case > details > summary::before { color: var(--tone); font-weight: 700; width: 1.1em; text-align: center; flex: none; }
:is(.case, .head, .told > p) > a { display: inline-block; min-width: 1.5rem; line-height: 1.5rem; border-radius: 4px; color: var(--faint);
  text-align: center; text-decoration: none; }
:is(.case, .head, .told > p) > a::before { content: '#' / ''; }
:is(.case, .head, .told > p) > a:hover { color: var(--accent); background: var(--code); }
.case > a { position: absolute; top: .45rem; right: .5rem; }
dl { margin: 0; padding: .6rem .8rem .8rem; display: grid; grid-template-columns: 7.5rem 1fr; gap: .35rem .9rem; }
.card dl { padding: .5rem 0 0; }
dt { color: var(--faint); font-size: .875rem; }
dd { margin: 0; min-width: 0; max-width: 66rem; overflow-wrap: anywhere; }
.case dl dl { grid-template-columns: 11rem 1fr; padding: .4rem 0 0; }
.case dl dl dt { overflow-wrap: anywhere; }
.case dl dl { scroll-margin-top: 3rem; }
.case dl dl dd { white-space: pre-line; font-size: .875rem; }
.case pre { margin: .15rem 0 .3rem; padding: .3rem .5rem; border-radius: 6px; background: var(--code); white-space: pre-wrap; }
:has(> .command) { display: flex; flex-wrap: wrap; gap: .35rem; align-items: start; }
.command { display: block; flex: 1 1 18rem; min-width: 0; background: var(--code); border-radius: 6px; padding: .4rem .6rem; user-select: all; }
button { font: inherit; font-size: .8125rem; color: var(--ink); background: var(--raised); border: 1px solid var(--line);
  border-radius: 6px; padding: .15rem .6rem; cursor: pointer; }
button.copy { margin: .2rem 0 0; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 8px; background: var(--raised); }
table { border-collapse: collapse; font-size: .875rem; width: 100%; }
th, td { padding: .35rem .55rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
tbody tr:last-child > * { border-bottom: 0; }
thead th { font-weight: 600; white-space: nowrap; color: var(--faint); }
.on-file td:nth-child(3) { min-width: 9rem; }
.on-file td:has(code) { min-width: 13rem; }
.on-file td:nth-child(6) { min-width: 15rem; }
tr:target > td { background: var(--code); }
.matrix th[scope=row], .matrix thead tr:first-child > :first-child { position: sticky; left: 0; z-index: 1;
  background: var(--raised); border-right: 1px solid var(--line); min-width: 11rem; }
.matrix th[scope=row] { font-weight: 400; }
.matrix thead th { vertical-align: bottom; }
.matrix th[scope=colgroup] { border-bottom: 0; padding-bottom: 0; }
.scroll:has(> .matrix) { width: fit-content; max-width: 100%; }
.matrix { width: auto; font-size: .8125rem; }
.matrix td, .matrix th:not(:first-child) { padding-inline: .3rem; }
.matrix td a { position: relative; text-decoration: none; display: block; margin: .1rem 0; border-radius: 4px; padding: 0 .3rem;
  background: var(--tone-ground); color: var(--tone); font-variant-numeric: tabular-nums; }
.matrix td span { white-space: nowrap; }
.matrix td .own { margin-right: -.25em; }
.matrix td i { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.matrix td a.not-applicable { background: none; }
.filters { display: flex; flex-wrap: wrap; gap: .6rem .9rem; align-items: end; margin: .75rem 0; }
.filters label { display: grid; grid-template-columns: minmax(0, 1fr); max-width: 100%; gap: .15rem; font-size: .8125rem; color: var(--faint); }
.filters select, .filters input { font: inherit; font-size: .9375rem; color: var(--ink); background: var(--raised);
  border: 1px solid var(--line); border-radius: 6px; padding: .3rem .45rem; min-height: 2.1rem; }
.filters select { max-width: 100%; }
.filters input { width: 15rem; max-width: 100%; }
.filters button { min-height: 2.1rem; }
.filters output { min-height: 2.1rem; line-height: 2.1rem; }
[hidden] { display: none !important; }
footer { padding-top: 2rem; padding-bottom: 3rem; color: var(--faint); font-size: .875rem; }
@media (max-width: 40rem) {
  body { font-size: 15px; }
  dl, .case dl dl { grid-template-columns: 1fr; gap: .1rem; }
  dd { margin-bottom: .5rem; }
  .counts { grid-template-columns: repeat(auto-fit, minmax(5.8rem, 1fr)); }
  .gate strong { font-size: 1.3rem; }
  .case > details > summary > span { flex-basis: 10rem; }
  .matrix th[scope=row] { min-width: 8.5rem; max-width: 8.5rem; overflow-wrap: anywhere; }
  .filters label, .filters select, .filters input { width: 100%; }
  .filters label.half { width: calc(50% - .45rem); }
}
${printStyle}`;
