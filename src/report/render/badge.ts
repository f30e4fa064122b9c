/** Renders the badge of a report. */
import type { Gate } from '../../judge/gate.ts';
import type { Report } from '../schema.ts';

const colours: Record<Gate, string> = {
  conformant: 'brightgreen',
  'conformant-with-deviations': 'yellowgreen',
  nonconformant: 'red',
  incomplete: 'lightgrey',
  broken: 'lightgrey',
  interrupted: 'lightgrey',
};

/** An endpoint badge of shields.io: https://shields.io/badges/endpoint-badge */
export const renderBadge = (report: Report): string => {
  const { outcomes } = report.summary;
  const badge = {
    schemaVersion: 1,
    label: `Magistrala security (${report.target.release})`,
    message: `${report.gate}, ${outcomes.pass} of ${report.selection.selected}`,
    color: colours[report.gate],
    isError: report.gate === 'broken',
  };
  return `${JSON.stringify(badge, null, 2)}\n`;
};
