/** Reads `--shell NAME=VALUE`; a value may be a secret, so no error shows one. */
import { UsageError } from '../../model/errors.ts';

/** The last one of a name counts, as in a shell. @throws UsageError */
export const shellVariables = (given: readonly string[] = []): ReadonlyMap<string, string> =>
  new Map(
    given.map((text): [string, string] => {
      const at = text.indexOf('=');
      const name = at < 0 ? text : text.slice(0, at);
      if (at > 0 && /^[A-Za-z_]\w*$/.test(name)) return [name, text.slice(at + 1)];
      throw new UsageError(
        '--shell NAME=VALUE',
        at < 0 ? '--shell without =' : '--shell with something else before =',
        'write the name of a variable before =; its value is not shown here',
      );
    }),
  );
