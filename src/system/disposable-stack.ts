/**
 * Gives Node 22 the stack of resources that Node 24 has (TC39, Explicit Resource Management; `using` itself is compiled
 * away in the published package).
 */

type End = () => unknown;

/** AsyncDisposableStack as far as the suite uses it, with the same order and the same errors. */
export class OwnAsyncDisposableStack implements AsyncDisposable {
  #ends: End[] = [];
  #disposed = false;

  get disposed(): boolean {
    return this.#disposed;
  }

  use<T extends AsyncDisposable | Disposable | null | undefined>(resource: T): T {
    this.#refuseDisposed();
    if (resource === null || resource === undefined) return resource;
    const methods = resource as Partial<AsyncDisposable & Disposable>;
    const end = methods[Symbol.asyncDispose] ?? methods[Symbol.dispose];
    if (typeof end !== 'function') throw new TypeError('The resource has no method to dispose of it.');
    this.#ends.push(() => end.call(resource));
    return resource;
  }

  adopt<T>(value: T, end: (value: T) => PromiseLike<void> | void): T {
    this.defer(() => end(value));
    return value;
  }

  defer(end: () => PromiseLike<void> | void): void {
    this.#refuseDisposed();
    this.#ends.push(end);
  }

  /** Another stack gets everything; this one holds nothing any more. */
  move(): OwnAsyncDisposableStack {
    this.#refuseDisposed();
    const other = new OwnAsyncDisposableStack();
    other.#ends = this.#ends;
    this.#ends = [];
    this.#disposed = true;
    return other;
  }

  /** Last in, first out; an error ends nothing early, and the last one carries those before it. */
  async disposeAsync(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    const errors: unknown[] = [];
    for (const end of this.#ends.toReversed()) {
      try {
        await end();
      } catch (error) {
        errors.push(errors.length === 0 ? error : suppressing(error, errors.pop()));
      }
    }
    this.#ends = [];
    if (errors.length > 0) throw errors[0];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.disposeAsync();
  }

  #refuseDisposed(): void {
    if (this.#disposed) throw new ReferenceError('The stack is disposed of.');
  }
}

const suppressing = (error: unknown, suppressed: unknown): Error =>
  Object.assign(new Error('An error was suppressed during disposal.'), {
    name: 'SuppressedError',
    error,
    suppressed,
  });

/** Makes it global where Node has none; once in each thread. */
export const provideDisposableStack = (): void => {
  const known: { AsyncDisposableStack?: unknown } = globalThis;
  known.AsyncDisposableStack ??= OwnAsyncDisposableStack;
};
