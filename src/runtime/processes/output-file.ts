/** Keeps the output of a service that runs as a process. */
import { closeSync, fstatSync, ftruncateSync, openSync, readSync } from 'node:fs';

/** Bytes of output that are kept. A service that prints more repeats itself, and more would not be read. */
const LIMIT = 64 * 1024 * 1024;
const HEAD = 1024 * 1024;

/**
 * The output of a service. The service appends to a file instead of writing to a pipe: stdout and stderr keep their
 * true order, the output is complete when the process ends, even if another process still holds the descriptor, and the
 * service never waits for a busy reader.
 */
export interface OutputFile {
  /** Descriptor to hand to the service as stdout and stderr. */
  fd: number;
  path: string;
  /** Everything written so far, UTF-8; of more than 64 MiB the first and the last part. */
  read: () => string;
  /** Idempotent; the output stays readable. */
  close: () => void;
}

/**
 * @param path file to create; only its owner may read it, because services may print secrets
 * @param limit bytes to keep
 */
export function openOutput(path: string, limit = LIMIT): OutputFile {
  const fd = openSync(path, 'ax+', 0o600);
  let head = '';
  let final: string | undefined;
  const part = (bytes: number) => {
    const buffer = Buffer.alloc(Math.min(fstatSync(fd).size, bytes));
    let read = 0;
    while (read < buffer.length) {
      const got = readSync(fd, buffer, read, buffer.length - read, read);
      if (got === 0) break;
      read += got;
    }
    return buffer.toString('utf8', 0, read);
  };
  const guard = setInterval(() => {
    // Unbounded output would fill the disk that the other services need.
    if (fstatSync(fd).size < limit) return;
    if (head === '') head = `${part(Math.min(HEAD, limit))}\n[output left out]\n`;
    ftruncateSync(fd);
  }, 500).unref();
  return {
    fd,
    path,
    read: () => final ?? head + part(limit),
    close() {
      if (final !== undefined) return;
      clearInterval(guard);
      final = head + part(limit);
      closeSync(fd);
    },
  };
}
