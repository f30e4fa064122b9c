/** Tests that the console explains the known deviations of each recorded release to an operator. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { knownDeviations } from '../../../src/cli/known-deviations.ts';
import { recordEnding, unpackRecorded } from '../../../src/journal/recorded.ts';
import { loadRelease } from '../../../src/release/load.ts';
import { judgeJournal } from '../../../src/report/build/judge-journal.ts';
import { consoleReport } from '../../../src/report/render/console.ts';

test.each(['v0.16.0', 'v0.17.0', 'v0.18.5', 'v0.19.1', 'v0.20.0', 'v0.30.0'])(
  '%s: the console says what each deviation means for an operator',
  (release) => {
    const file = fileURLToPath(new URL(`../../recorded/${release}${recordEnding}`, import.meta.url));
    const lines = unpackRecorded(readFileSync(file), release);
    const described = loadRelease(release);
    const report = judgeJournal(lines, described, knownDeviations(release));
    const printed = consoleReport(report, report.cases.length);
    expect(printed).toContain(
      `${release} never reads SMQ_USERS_SERVER_CERT and SMQ_USERS_SERVER_KEY; it reads ` +
        `${described.prefix}USERS_HTTP_SERVER_CERT and ${described.prefix}USERS_HTTP_SERVER_KEY: ` +
        'a server configured by the page serves plaintext.',
    );
    // The title of the rule alone would say the opposite of what the release does.
    expect(printed).toMatch(
      /With only one of certificate and key a server listens in plaintext: not so \(\d+ cases\)\n {4}With one of the two files set the release tries TLS/,
    );
    expect(printed).not.toMatch(/Not as promised/);
  },
);
