/** Tests how the command line prints an error: three parts, an exit code, and a stack only for errors of the suite. */
import { describe, expect, it, vi } from 'vitest';
import { errorReport, reportError } from '../../src/cli/report-error.ts';
import { InfrastructureError, UsageError } from '../../src/model/errors.ts';

describe('errorReport', () => {
  it('says a mistake of the user in three parts, with 2 and no stack', () => {
    expect(errorReport(new UsageError('a', 'b', 'c'))).toEqual({
      title: 'Cannot run as asked.',
      expected: 'a',
      found: 'b',
      todo: 'c',
      exitCode: 2,
    });
  });

  it('says that broken infrastructure says nothing about the product', () => {
    const error = new InfrastructureError(
      'DOCKER_ABSENT',
      'Expected a daemon; found no socket.',
      'Start it.',
    );
    expect(errorReport(error)).toMatchObject({
      title: expect.stringContaining('DOCKER_ABSENT') as string,
      expected: 'a daemon',
      found: 'no socket',
      todo: 'Start it.',
      exitCode: 4,
    });
  });

  it('takes a message of any form', () => {
    const error = new InfrastructureError('DISK', 'the disk is full', 'make room');
    expect(errorReport(error)).toMatchObject({ found: 'the disk is full', todo: 'make room', exitCode: 4 });
  });

  it.each([
    new TypeError('x is not a function'),
    'a string',
    new InfrastructureError('SUITE_ERROR', 'y', 'report it'),
  ])('calls an unforeseen error an error of the suite: %s', (error) => {
    const report = errorReport(error);
    expect(report.title).toContain('error of the suite');
    expect(report.exitCode).toBe(4);
    expect(report.stack).toBeDefined();
  });

  it('keeps the causes in the stack', () => {
    const error = new Error('outer', { cause: new Error('inner') });
    expect(errorReport(error).stack).toMatch(/outer[\s\S]*caused by Error: inner/);
  });
});

describe('reportError', () => {
  it('shows what another machine wrote, and lets it do nothing to the terminal', () => {
    const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    try {
      expect(reportError(new UsageError('a', '\u001b[2Jred\u202e\nb', 'c'), false)).toBe(2);
      expect(written.mock.calls.join('')).toBe(
        'Cannot run as asked.\n  expected  a\n  found     \ufffd[2Jred\ufffd\nb\n  to do     c\n',
      );
    } finally {
      written.mockRestore();
    }
  });
});
