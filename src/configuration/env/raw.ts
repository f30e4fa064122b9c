/** Reads an `env_file` of the format `raw`: everything behind the equals sign is the value, quotes and dollars too. */
import type { Remarks } from './remarks.ts';
import { valueAt, type Scope } from './scope.ts';
import { commentIsValue, duplicate, type Earlier, type EnvText } from './parse.ts';
import { placesIn } from './text.ts';

export const parseRawEnv = ({ file, text }: EnvText, scope: Scope, remarks: Remarks): void => {
  const placeOf = placesIn(file, text);
  const earlier: Earlier = new Map();
  let next = 0;
  for (const line of text.split('\n')) {
    const start = next + line.length - line.trimStart().length;
    next += line.length + 1;
    const content = line.trimStart().replace(/\r$/, '');
    if (!content || content.startsWith('#')) continue;
    const [name = '', ...rest] = content.split('=');
    const at = placeOf(start);
    if (!name || /\s/.test(name)) {
      const says = 'Compose refuses this file: a line has no name, or one with a blank in it.';
      remarks.add({ kind: 'not understood', at, name: file, says, refused: true });
    } else if (rest.length) {
      const value = rest.join('=');
      if (/^\s+#/.test(value)) commentIsValue(name, at, remarks);
      duplicate(name, { at, text: value }, earlier, remarks);
      scope.define(name, { text: value, at, from: [], missing: [] }, []);
    } else {
      const found = scope.lookUp(name);
      if (found?.text !== undefined) {
        scope.define(name, valueAt(at, found), found.definition ? [found.definition] : []);
      }
    }
  }
};
