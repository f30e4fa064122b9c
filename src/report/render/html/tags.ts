/** Puts the verdict on a case into a few words beside its name; the filters ask for the same words. */
import type { ReportedCase } from '../../schema.ts';
import { markup, type Part } from './template.ts';

/** Outcome first; what is more than the ordinary course of a passing case beside it. */
export const tagsOf = (one: ReportedCase): Part => [
  markup`<em>${one.outcome}</em>`,
  [
    findingTag(one),
    one.risk === null ? null : `risk: ${one.risk}`,
    dispositionTag(one),
    one.level === 'info' ? 'info' : null,
    one.controlOnly ? 'control only' : null,
  ].map((tag) => tag !== null && markup`<small>${tag}</small>`),
];

/** A passing case conforms; its outcome says so. */
export const findingTag = ({ finding }: ReportedCase): string | null =>
  finding === 'conforms' ? null : finding;

export const dispositionTag = ({ disposition }: ReportedCase): string | null =>
  disposition === 'expired' ? 'deviation expired' : disposition;
