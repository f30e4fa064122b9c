/** What is said between the launcher and those that start services by it: one line of JSON each. */
import type { Socket } from 'node:net';
import type { GroupEnd, GroupSpec } from './group.ts';

/** Asks for a start. */
export interface StartRequest extends GroupSpec {
  id: number;
  /** File that takes stdout and stderr; it is there already, and is appended to. */
  output: string;
  /** File that stands for the network namespace to start in, where it is another one than the launcher's. */
  namespace?: string;
}

/** What the system said when it refused; `todo` where the launcher itself knows what to do. */
export interface Refusal {
  code?: string;
  syscall?: string;
  message: string;
  todo?: string;
}

export type Answer =
  | { id: number; pid: number }
  | { id: number; refused: Refusal }
  /** Nothing of the group is left. */
  | { id: number; ended: GroupEnd };

/** Name of its socket in the folder of a run. */
export const SOCKET_NAME = 'launcher';

export const send = (to: Socket, message: StartRequest | Answer): void => {
  if (to.writable) to.write(`${JSON.stringify(message)}\n`);
};

/** Calls back for each message that comes, as it was written. */
export const receive = (from: Socket, take: (line: string) => void): void => {
  let rest = '';
  from.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop()!;
    for (const line of lines) take(line);
  });
};
