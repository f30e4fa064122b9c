/** Finds the few globs that name exactly the given case ids. Pure. */
import { globMatcher } from '../glob.ts';

/**
 * Globs that match all of `ids`, and of `all` nothing else, so that an entry never names a case that was not seen to
 * deviate. The widest first; in the order of `ids`.
 */
export const globsFor = (ids: readonly string[], all: readonly string[]): string[] => {
  const wanted = new Set(ids);
  const open = new Set(ids);
  const chosen = new Set<string>();
  const reach = (glob: string): string[] => all.filter(globMatcher(glob));
  for (const id of ids) {
    if (!open.has(id)) continue;
    const candidates = widerThan(id).map((glob) => ({ glob, reached: reach(glob) }));
    const exact = candidates.filter(({ reached }) => reached.every((one) => wanted.has(one)));
    const gain = ({ reached }: { reached: string[] }): number =>
      reached.filter((one) => open.has(one)).length;
    const best = exact.toSorted((a, b) => gain(b) - gain(a))[0];
    const glob = best && gain(best) > 1 ? best.glob : id;
    chosen.add(glob);
    for (const one of reach(glob)) open.delete(one);
    open.delete(id);
  }
  return [...chosen];
};

/** The same rule; any subject, any condition, or both; and the conditions that begin alike. */
const widerThan = (id: string): string[] => {
  const [rule = '', subject = '', condition = ''] = id.split('/');
  const at = condition.indexOf('@');
  const [words, suffix] = at < 0 ? [condition, ''] : [condition.slice(0, at), condition.slice(at)];
  const parts = words.split('-');
  const begun = parts.slice(1).map((_, n) => `${parts.slice(0, n + 1).join('-')}-*${suffix}`);
  const ended = parts.slice(1).map((_, n) => `*-${parts.slice(n + 1).join('-')}${suffix}`);
  const conditions = [...new Set([condition, `${words}*`, ...begun, ...ended, `*${suffix}`, '*'])];
  const subjects = [subject, '*', ...partial(subject)];
  return conditions.flatMap((one) => subjects.map((other) => `${rule}/${other}/${one}`));
};

/** `users.*`, `*.http`, `*-adapter`, `*-adapter.channels`. */
const partial = (subject: string): string[] => {
  const [service = '', rest] = subject.split('.');
  const kind = service.endsWith('-adapter') ? ['*-adapter'] : [];
  return [
    ...(rest === undefined ? kind : [`${service}.*`, `*.${rest}`, ...kind.map((one) => `${one}.${rest}`)]),
    ...(rest === undefined ? [] : kind.map((one) => `${one}.*`)),
  ];
};
