/** Tests that stale entries are removed from a deviations file while all other text stays. */
import { describe, expect, it } from 'vitest';
import { disposed } from '../../../src/judge/deviations/deviations.ts';
import { pruneDeviations } from '../../../src/judge/deviations/edit.ts';
import { parseDeviations } from '../../../src/judge/deviations/file.ts';
import { judged, named } from './entries.ts';

const today = '2026-06-15';
const file = `# Kept by hand.
release: v0.19.1
deviations:
  # the page is behind
  - cause: server.a/users.http/*
    outcome: fail
    code: REQUIRED_ABSENT
    facts: [ready]
    risk: availability
    finding: renamed
    attribution: documentation
    reason: the names changed in v0.14 and the page did not follow # seen by reading
    link: https://example.org/docs/1
    owner: docs
    expires: 2026-12-31
  - case: server.b/clients.http/one@release
    outcome: fail
    code: REQUIRED_ABSENT
    facts: [ready]
    risk: availability
    finding: deviates
    attribution: product
    reason: ends with 0 where it should end with 1
    link: https://example.org/issues/2
    expires: 2027-01-31
`;
const catalogue = [
  'server.a/users.http/one',
  'server.a/users.http/two',
  'server.b/clients.http/one@release',
].map(named);

describe('pruneDeviations', () => {
  const parsed = parseDeviations(file);
  const entries = parsed.ok ? parsed.file.entries : [];
  const still = judged('server.a/users.http/one', 'fail', { finding: 'renamed' });
  const fixed = judged('server.b/clients.http/one@release', 'pass');

  it('takes out what excuses nothing any more, and keeps every comment of the rest', () => {
    const { text, removed, left } = pruneDeviations(
      file,
      disposed([still, fixed], entries, catalogue, today).entries,
    );
    expect(removed).toEqual(['case: server.b/clients.http/one@release: stale']);
    expect(left).toEqual([]);
    expect(text).toBe(file.slice(0, file.indexOf('  - case:')));
  });

  it('leaves an entry that is stale only in part to a person', () => {
    const two = judged('server.a/users.http/two', 'pass');
    const { text, left } = pruneDeviations(file, disposed([still, two], entries, catalogue, today).entries);
    expect(left).toEqual([
      'cause: server.a/users.http/*: still excuses 1, but no longer server.a/users.http/two',
    ]);
    expect(text).toBe(file);
  });

  it('gives a file that is in order back to the last byte', () => {
    expect(pruneDeviations(file, disposed([still], entries, catalogue, today).entries).text).toBe(file);
  });
});
