/** Signs and titles that report.html uses in several places. */
import type { ReportedCase, ReportedRule } from '../../schema.ts';

export const marks: Record<ReportedCase['outcome'] | 'not-applicable', string> = {
  pass: '✓',
  'non-strict': '~',
  fail: '✗',
  untestable: '?',
  error: '!',
  moot: '–',
  'not-applicable': '·',
};

export const sectionTitles: Record<ReportedRule['section'], string> = {
  server: 'Server configuration',
  standalone: 'Standalone mode',
  client: 'Client configuration',
  postgres: 'PostgreSQL connections',
  grpc: 'gRPC',
  deployment: 'Deployments',
  mutual: 'Mutual TLS',
};

/** Sections in the order of the page. */
export const sectionsOf = (report: {
  rules: readonly Pick<ReportedRule, 'section'>[];
}): ReportedRule['section'][] => [...new Set(report.rules.map((rule) => rule.section))];

/** Each subject once: services with their listeners first, then adapters with their hops. */
export const subjectsIn = (subjects: readonly string[]): string[] => {
  const sorted = [...new Set(subjects)].toSorted();
  const adapters = sorted.filter((one) => one.includes('adapter'));
  return [...sorted.filter((one) => !adapters.includes(one)), ...adapters];
};
