/** Renders the pages that are held against the standards of the web: of a small run, and of real releases. */
import { historySchema } from '../../src/history/schema.ts';
import { checkedSchema } from '../../src/advise/checked/checked.ts';
import { compareReports } from '../../src/compare/compare.ts';
import { endingOf } from '../../src/compare/gate.ts';
import type { Comparison } from '../../src/compare/schema.ts';
import { renderAdviceHtml } from '../../src/report/render/advice/html.ts';
import { renderComparisonHtml } from '../../src/report/render/comparison/html.ts';
import { renderHistoryHtml } from '../../src/report/render/history/html.ts';
import { renderHtml } from '../../src/report/render/html/html.ts';
import { historyOfAll, smallHistory } from '../history/small-history.ts';
import { baseline, checkedOf, largeAdvice, smallAdvice } from '../advise/small-advice.ts';
import { payloads, withPayload, withPayloadIn } from './hostile.ts';
import { recordedReport } from './recorded-report.ts';
import { olderThan, smallComparison } from './small-comparison.ts';
import { smallReport } from './small-report.ts';

const compared = (comparison: Comparison): string =>
  renderComparisonHtml(comparison, endingOf(comparison, 'new'));

/** Everything that could break a page, in each of its texts; 200 characters without a space are wider than any window. */
const all = Object.values(payloads)
  .map((payload) => payload.slice(0, 200))
  .join(' ');
const hostile = () => withPayload(smallReport(), all);

const checked = () => checkedOf(smallAdvice, { accepted: baseline });

export const pages: Record<string, () => string> = {
  'report.html of a small run': () => renderHtml(smallReport()),
  'compare.html of a small run': () => compared(smallComparison('was otherwise')),
  'report.html of a hostile run': () => renderHtml(hostile()),
  'compare.html of a hostile run': () =>
    compared(compareReports(withPayload(olderThan(smallReport(), ''), all), hostile())),
  'history.html of small runs': () => renderHistoryHtml(smallHistory()),
  'history.html of hostile runs': () => renderHistoryHtml(withPayloadIn(historySchema, smallHistory(), all)),
  'check-env.html of a small configuration': () => renderAdviceHtml(checked()),
  'check-env.html of a large configuration': () => renderAdviceHtml(checkedOf(largeAdvice())),
  'check-env.html of a hostile configuration': () =>
    renderAdviceHtml(withPayloadIn(checkedSchema, checked(), all)),
  'report.html of v0.20.0': () => renderHtml(recordedReport('v0.20.0')),
  'compare.html of v0.17.0 and v0.19.1': () =>
    compared(compareReports(recordedReport('v0.17.0'), recordedReport('v0.19.1'))),
  'history.html of v0.17.0 and v0.19.1': () =>
    renderHistoryHtml(historyOfAll(recordedReport('v0.17.0'), recordedReport('v0.19.1'))),
};
