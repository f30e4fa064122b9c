/** Reads `/proc/PID/stat`. */
import { readFileSync } from 'node:fs';

/**
 * Fields of /proc/PID/stat from the third on, the state: `[n]` is field n + 3 of proc_pid_stat(5). The second, the
 * command's name, stands in parentheses and may hold blanks and parentheses itself.
 * @throws when there is no such process
 */
export const statFields = (pid: number | 'self'): string[] => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
};
