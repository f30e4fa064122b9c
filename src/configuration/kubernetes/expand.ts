/** Puts values in place of `$(NAME)`, as the kubelet does it for the environment of a container. Pure. */

export interface Expanded {
  text: string;
  /** Names that stand for a value, in order. */
  used: string[];
  /** Names that stand for nothing: `$(NAME)` stays as it is written. */
  unknown: string[];
}

/**
 * `$$` is a dollar sign, so that `$$(NAME)` is the text `$(NAME)`; a dollar sign before anything else, and a bracket that
 * does not end, stay.
 * @param valueOf undefined where the name is set by nothing above it
 */
export const expand = (text: string, valueOf: (name: string) => string | undefined): Expanded => {
  const used: string[] = [];
  const unknown: string[] = [];
  // No name is longer (RFC 1123); without the bound, a text of opening brackets takes minutes.
  const expanded = text.replaceAll(/\$\$|\$\(([^)]{0,253})\)/g, (written, name?: string) => {
    if (name === undefined) return '$';
    const value = valueOf(name);
    (value === undefined ? unknown : used).push(name);
    return value ?? written;
  });
  return { text: expanded, used, unknown };
};
