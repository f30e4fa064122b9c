/** Does one thing in another network namespace (setns(2)), on a thread that stays where it is. */
import { closeSync, openSync } from 'node:fs';
import { CLONE_NEWNET, libc, ofThisThread } from './libc.ts';

/**
 * @param namespace file that stands for it, such as `/proc/PID/task/TID/ns/net`
 * @param work ends before it returns: whatever the thread does later, it does in its own namespace again
 * @throws what koffi or the system says
 */
export const insideNamespace = async <T>(namespace: string, work: () => T): Promise<T> => {
  const { setns } = await libc();
  const own = openSync(ofThisThread, 'r');
  try {
    const other = openSync(namespace, 'r');
    try {
      setns(other, CLONE_NEWNET);
    } finally {
      closeSync(other);
    }
    try {
      return work();
    } finally {
      setns(own, CLONE_NEWNET);
    }
  } finally {
    closeSync(own);
  }
};
