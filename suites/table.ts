/** From the rows of a rule's table to its cases. */
import { caseId } from './case-id.ts';
import type { Basis, Case, Check, Level, Rule, Setting, Start } from './vocabulary.ts';

export interface Row {
  subject: string;
  /** The cell's words. */
  condition: string;
  start: Start;
  expects: Case['expects'];
  never?: readonly Check[];
  must?: readonly Check[];
  should?: readonly Check[];
  premise?: Case['premise'];
  control?: Case['control'];
  effect?: Case['effect'];
  /** A condition may carry a weaker basis than its rule. */
  basis?: Basis;
  level?: Level;
  plain: string;
  over?: readonly string[];
  only?: 'release';
  apart?: readonly Setting[];
}

const levelOf: Record<Basis, Level> = { explicit: 'must', derived: 'should', practice: 'should' };

export const casesOf = (rule: Rule, rows: readonly Row[]): Case[] =>
  rows.map((row) => {
    const basis = row.basis ?? rule.basis;
    return {
      id: caseId(rule.id, row.subject, row.condition),
      rule: rule.id,
      section: rule.section,
      level: row.level ?? (rule.level === 'info' ? 'info' : levelOf[basis]),
      basis,
      subject: row.subject,
      condition: row.condition,
      naming: 'documented',
      start: row.start,
      expects: row.expects,
      plain: row.plain,
      never: row.never ?? [],
      must: row.must ?? [],
      should: row.should ?? [],
      risk: rule.risk,
      ...(row.premise && { premise: row.premise }),
      ...(row.control && { control: row.control }),
      ...(row.effect && { effect: row.effect }),
      ...(row.over && { over: row.over }),
      ...(row.only && { only: row.only }),
      ...(row.apart && { apart: row.apart }),
    };
  });
