/** What a look at a live target says on the console and in summary.md. */
import type { Live } from '../../live-schema.ts';
import { markdownTable } from '../markdown-table.ts';
import { text } from '../markdown-text.ts';
import { oneLine } from '../words.ts';
import {
  captureHeads,
  captureInWords,
  captureRows,
  certificateHeads,
  certificateRows,
  encryptedUpTo,
  endpointHeads,
  endpointRows,
  hopHeads,
  hopRows,
  messageHeads,
  messageRows,
  sessionHeads,
  sessionRows,
} from './rows.ts';

export const liveMarkdown = (live: Live | null): string[] => {
  if (live === null) return [];
  const table = (title: string, heads: readonly string[], rows: readonly (readonly string[])[]): string[] =>
    rows.length === 0
      ? []
      : [
          `### ${title}`,
          '',
          ...markdownTable(
            heads,
            rows.map((cells) => cells.map(text)),
          ),
          '',
        ];
  return [
    '## Seen from outside',
    '',
    ...live.notes.flatMap((note) => [text(note), '']),
    ...table('Endpoints', endpointHeads, endpointRows(live)),
    ...table(
      'Certificates',
      certificateHeads,
      certificateRows(live).map(({ cells }) => cells),
    ),
    ...table('Sessions with PostgreSQL', sessionHeads, sessionRows(live)),
    ...(live.databases.length > 0 ? [encryptedUpTo, ''] : []),
    ...table('In the capture', captureHeads, captureRows(live)),
    ...captureInWords(live).flatMap((line) => [text(line), '']),
    ...table('Messages of the device', messageHeads, messageRows(live)),
    ...(live.hops.some(({ configured }) => configured !== null)
      ? table(
          'Configured and observed',
          hopHeads,
          hopRows(live).map(({ cells }) => cells),
        )
      : []),
    '### What stays unseen',
    '',
    ...live.unseen.map(({ part, says }) => `- **${text(part)}**: ${text(says)}`),
    '',
  ];
};

/** Certificates that end soon, connections that are otherwise than configured, and what stays unseen. */
export const liveConsole = (live: Live | null): string => {
  if (live === null) return '';
  const ending = certificateRows(live).filter(({ soon }) => soon);
  const differing = hopRows(live).filter(({ differs }) => differs);
  const lines = [
    ...ending.map(
      ({ cells: [name, , , day, days] }) => `  ${name}: a certificate ends on ${day}, ${days} days from now`,
    ),
    ...differing.map(
      ({ cells: [from, to, listener, configured, observed] }) =>
        `  ${from} → ${to} (${listener}): configured as ${configured}, seen as ${observed}`,
    ),
    ...live.notes.map((note) => `  ${note}`),
    ...captureInWords(live).map((line) => `  ${line}`),
  ];
  const unseen = live.unseen.map(({ part, says }) => `  ${part}: ${says}`);
  return [
    ...(lines.length > 0 ? ['', 'Worth knowing', ...lines.map(indented)] : []),
    '',
    'What stays unseen from outside',
    ...unseen.map(indented),
  ].join('\n');
};

const indented = (line: string): string => `  ${oneLine(line.trim())}`;
