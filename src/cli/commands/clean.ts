/** Runs the command `clean`, which removes what runs that are dead have left behind. */
import { sweep } from '../../runtime/sweep/sweep.ts';

/** @returns 0, or 4 when something could not be removed */
export const cleanCommand = async (): Promise<number> => {
  const { processes, containers, networks, volumes, folders, left } = await sweep();
  const counts = { processes, containers, networks, volumes, folders };
  const removed = Object.entries(counts)
    .filter(([, things]) => things.length > 0)
    .map(([what, things]) => `${things.length} ${what}`);
  const lines = [
    removed.length ? `Removed ${removed.join(', ')}.` : 'Nothing was left behind.',
    ...left.map((what) => `Could not be removed: ${what}`),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  return left.length ? 4 : 0;
};
