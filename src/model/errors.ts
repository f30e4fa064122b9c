/** The two errors with three parts: a mistake of the user, and a fault of the infrastructure. */

/**
 * A mistake of the user: an option, a file, a name. Said in three parts, without a stack trace; exit code 2.
 */
export class UsageError extends Error {
  readonly expected: string;
  readonly found: string;
  /** What to do about it. */
  readonly todo: string;

  constructor(expected: string, found: string, todo: string, options?: ErrorOptions) {
    super(`expected ${expected}; found ${found}; ${todo}`, options);
    this.name = 'UsageError';
    this.expected = expected;
    this.found = found;
    this.todo = todo;
  }
}

/** The infrastructure around the services is broken: Docker, PostgreSQL, disk, ports. Never a fault of what is tested. */
export class InfrastructureError extends Error {
  readonly code: string;
  readonly todo: string;
  constructor(code: string, found: string, todo: string, options?: ErrorOptions) {
    super(found, options);
    this.name = 'InfrastructureError';
    this.code = code;
    this.todo = todo;
  }
}
