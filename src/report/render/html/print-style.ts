/** Holds the look on paper: what is red and not on file is unfolded, no table is cut off, and what only a screen can do is left out. */

const unfolded = '{ content-visibility: visible; display: block; block-size: auto; }';

export const printStyle = `
@media print {
  @page { margin: 14mm 12mm; }
  :root { --ground: #fff; font-size: 10pt; }
  body { font-size: 1rem; }
  main, header.top, footer { max-width: none; padding-inline: 0; }
  [data-group] > [data-group] { content-visibility: visible; }
  search, nav.parts, button.copy, :is(.case, .head, .told > p) > a { display: none !important; }
  a { color: inherit; text-decoration-color: var(--line); }
  .case:not(.pass, .moot, .known) > details::details-content, .card:not(.not-applicable) details::details-content ${unfolded}
  .gate, .counts li, .tag, em, .card, .matrix td a { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .case > details > summary { padding-right: .8rem; }
  .scroll { overflow: visible; }
  table { font-size: 8pt; }
  .scroll table th, .scroll table td { min-width: 0; padding: .2rem .3rem; overflow-wrap: anywhere; }
  .on-file { table-layout: fixed; }
  .on-file th { width: 9%; }
  .on-file th:first-child, .on-file th:nth-child(5) { width: 5%; }
  .on-file th:nth-child(2) { width: 18%; }
  .on-file th:nth-child(3) { width: 17%; }
  .on-file th:nth-child(6) { width: 23%; }
  .on-file th:nth-child(7) { width: 13.5%; }
  .on-file .small { font-size: inherit; }
  .matrix th[scope=row], .matrix thead tr:first-child > :first-child { position: static; min-width: 7rem; }
  .matrix th[scope=colgroup] { white-space: normal; }
  .matrix:has([scope=colgroup]) thead :is(tr + tr > th, [scope=col]:not(:first-child)) { writing-mode: sideways-lr; }
  .scroll .matrix td { padding: .1rem; }
  .matrix td a { padding: 0 .1rem; }
  h2, h3, h4, .head, summary { break-after: avoid; }
  tr, .counts li, .gate, dl > dt, .case > details > summary { break-inside: avoid; }
}
`;
