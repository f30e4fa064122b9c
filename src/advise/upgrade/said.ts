/** Says in one sentence what becomes of a setting, and what an operator does about it; holds no value. Pure. */
import type { Fate } from './fate.ts';
import type { Way } from './way.ts';

interface Said {
  says: string;
  todo?: string;
}

export const saidOf = (
  variable: string,
  { status, newNames, since, remark, ofProductFiles }: Fate,
  { way, newValue, empty }: { way: Way; newValue: string | undefined; empty: boolean },
): Said => {
  const { from, to } = way;
  const [name = ''] = newNames;
  const when = since === undefined || since === to.release ? to.release : `since ${since}`;
  switch (status) {
    case 'unchanged':
      return { says: `${to.release} reads it as ${from.release} does` };
    case 'changed in meaning':
      return { says: `${to.release} reads it under the same name` };
    case 'value renamed':
      return { says: `${to.release} has another word for this value`, todo: `write ${newValue}` };
    case 'renamed':
    case 'prefix renamed':
      if (newNames.length > 1)
        return {
          says: `${when}: services read it under different names, ${newNames.join(' and ')}`,
          todo: 'set each of them',
        };
      return {
        says: `${when}: it is called ${name}${empty ? '' : `; ${variable} is not read any more`}`,
        todo: `rename it to ${name}`,
      };
    case 'dropped':
      return {
        says: `${when}: no longer read${remark ? `; ${remark}` : ', and nothing has taken its place'}`,
        todo: 'take it out',
      };
    case 'service gone':
      return {
        says: `${when}: the service that reads it does not exist any more`,
        todo: 'take it out with the service',
      };
    case 'comes into effect':
      if (name !== variable)
        return {
          says: `${when}: something comes of it, under another name; ${remark}`,
          todo: 'set it under its new name if you want it',
        };
      return {
        says: empty
          ? `${when}: it is read; ${remark ?? `${from.release} does not read it`}`
          : `${when}: it is read, so that the value takes effect for the first time`,
        ...(!empty && { todo: 'see that the value is the one you want, or take it out' }),
      };
    case 'never read':
      return {
        says: remark ?? 'read by no release known here',
        ...(newNames.length > 0 && {
          todo: ofProductFiles
            ? "rename it if you take over the product's own files for Docker"
            : 'rename it if you want it to take effect',
        }),
      };
    case 'of the files':
      return { says: 'used by the files themselves; no program reads it under this name' };
  }
};
