/** Reads the output of a container. */
import type { Container } from '../../system/docker/daemon.ts';
import { ask } from '../../system/docker/daemon.ts';

/** Everything a container has written so far, stdout and stderr in the order in which Docker got it. */
export async function logsOf(container: Container): Promise<string> {
  const answer = container.logs({ stdout: true, stderr: true, follow: false }) as Promise<unknown>;
  const logs = await ask('return the logs of a container', answer);
  return demultiplex(Buffer.isBuffer(logs) ? logs : Buffer.from(logs as string, 'latin1'));
}

const HEADER = 8;

/**
 * Takes the frames of Docker's log stream apart: a byte for the stream, three of padding, the length in four
 * (Docker Engine API, "Attach to a container", stream format).
 */
export function demultiplex(stream: Buffer): string {
  const parts: Buffer[] = [];
  for (let at = 0; at + HEADER <= stream.length;) {
    const end = at + HEADER + stream.readUInt32BE(at + 4);
    parts.push(stream.subarray(at + HEADER, end));
    at = end;
  }
  // Decodes only the joined frames: a frame may end in the middle of a character.
  return Buffer.concat(parts).toString('utf8');
}
