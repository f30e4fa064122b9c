/** The form in which a case of a live target is written, and its id. Pure. */
import { caseId } from '../../../suites/case-id.ts';
import type { Case, Check, Rule } from '../../../suites/vocabulary.ts';

export interface Made {
  /** What was looked at: the endpoint, database or message. */
  start: string;
  rule: Rule;
  subject: string;
  condition: string;
  never?: readonly Check[];
  must: readonly Check[];
  level?: Case['level'];
  control?: Case['control'];
  premise?: Case['premise'];
  /** Of what is claimed where the rule's own does not fit. */
  risk?: Case['risk'];
}

export const liveSuffix = '@live';

export const idOf = (rule: string, subject: string, condition: string): string =>
  caseId(rule, subject, condition) + liveSuffix;
