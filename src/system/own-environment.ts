/**
 * The environment in which the suite works. What a user's shell passes to other programs (a proxy, options for Node, a
 * database to use, settings of the product) must change no verdict: everything but the names below is set aside, and
 * given back only to what logs in at a registry.
 */

/** What the suite, Node and Docker's client need to find their way, and how the output is to look. */
const kept =
  /^(PATH|HOME|USER|LOGNAME|PWD|TZ|TMPDIR|TMP|TEMP|TERM|COLORTERM|COLUMNS|LINES|NO_COLOR|FORCE_COLOR|CI|DEBUG|LD_LIBRARY_PATH|DYLD_LIBRARY_PATH|SSH_AUTH_SOCK|NODE_COMPILE_CACHE|NODE_DISABLE_COMPILE_CACHE|RYUK_CONTAINER_IMAGE|SSHD_CONTAINER_IMAGE|(DOCKER|TESTCONTAINERS|MAGISTRALA_CONFORMANCE|XDG)_.*)$/;
/** Windows writes these in any case. */
const keptOnWindows =
  /^(SYSTEMROOT|SYSTEMDRIVE|WINDIR|COMSPEC|PATHEXT|USERPROFILE|APPDATA|LOCALAPPDATA|PROGRAMDATA)$/i;
/** Of a service of another run: with it this process would be taken for one that a run has left behind. */
const foreign = 'MAGISTRALA_CONFORMANCE_RUN';

/**
 * Read by the loader, by Node or by OpenSSL before the first line of the suite, so that taking them out afterwards
 * comes too late. NODE_ENV and NODE_VERSION are words of other programs.
 */
const readAtStart = /^(NODE_(?!ENV$|VERSION$)|LD_|DYLD_|OPENSSL_|UV_|GLIBC_TUNABLES$)/;

/** Under such names a variable that was set aside goes through the second start of this process. */
const aside = 'MAGISTRALA_CONFORMANCE_ASIDE_';

export interface Sorted {
  own: Record<string, string>;
  aside: Record<string, string>;
  /** Whether something among `aside` has had its effect already. */
  tooLate: boolean;
}

export const sortEnvironment = (
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
): Sorted => {
  const sorted: Sorted = { own: {}, aside: {}, tooLate: false };
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined) continue;
    const own =
      kept.test(name) || (platform === 'win32' && (keptOnWindows.test(name) || /^path$/i.test(name)));
    if (name.startsWith(aside)) sorted.aside[name.slice(aside.length)] = value;
    // Libraries of others listen to DEBUG, too: it says yes or no here, and names none of them.
    else if (own && name !== foreign) sorted.own[name] = name === 'DEBUG' ? '1' : value;
    else {
      sorted.aside[name] = value;
      sorted.tooLate ||= readAtStart.test(name) || name === foreign;
    }
  }
  return sorted;
};

let setAside: Readonly<Record<string, string>> = {};

/**
 * To be called before anything else is loaded. Where a variable has had its effect already, this process starts once
 * more, in place: same id, same arguments, same streams.
 * @param options.mayStartAgain false where the process is another program's (an editor's)
 * @param options.alsoKept what only this entry knows
 */
export const takeOwnEnvironment = ({
  mayStartAgain = true,
  alsoKept,
}: { mayStartAgain?: boolean; alsoKept?: RegExp } = {}): void => {
  const { own, aside: others, tooLate } = sortEnvironment(process.env);
  for (const [name, value] of Object.entries(others)) if (alsoKept?.test(name)) own[name] = value;
  // Windows has no execve(2).
  if (tooLate && mayStartAgain && process.platform !== 'win32') {
    const handed = Object.entries(others).map(([name, value]) => [aside + name, value]);
    // Without `--`, Node would take an --env-file for its own, and load programs that such a file names in NODE_OPTIONS.
    const args = [process.execPath, ...process.execArgv, '--', ...process.argv.slice(1)];
    process.execve?.(process.execPath, args, { ...own, ...Object.fromEntries(handed) });
  }
  for (const name of Object.keys(process.env)) if (!(name in own)) delete process.env[name];
  setAside = others;
};

/** As the user's shell has it: for programs that log in at a registry, through a proxy where there is one. */
export const usersEnvironment = (): Record<string, string> => ({
  ...(process.env as Record<string, string>),
  ...setAside,
});
