/** Locks a port number against every other reservation on this machine. */
import { closeSync, constants, mkdirSync, openSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Of <sys/fcntl.h> on macOS and the BSDs; Node has no name for it. */
const O_EXLOCK = 0x20;
const NAME = 'magistrala-conformance-port';

/**
 * Locks a port number against every other reservation on this machine, by any thread, process or user. The
 * system drops the lock when its holder dies, so that there is nothing stale to find out about or to sweep.
 * @returns releases the lock; undefined when another process holds it
 */
export function lockPort(port: number): Promise<(() => void) | undefined> {
  return process.platform === 'linux' ? byAbstractSocket(port) : Promise.resolve(byLockedFile(port));
}

/** A Unix socket without a file (unix(7), abstract): belongs to the network namespace, exactly as ports do. */
function byAbstractSocket(port: number): Promise<(() => void) | undefined> {
  const server = createServer((socket) => socket.destroy());
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    server.listen({ path: `\0${NAME}-${port}` }, () => {
      server.unref();
      resolve(() => void server.close());
    });
  });
}

function byLockedFile(port: number): (() => void) | undefined {
  const folder = join(tmpdir(), `${NAME}s`);
  mkdirSync(folder, { recursive: true });
  try {
    const flags = constants.O_RDWR | constants.O_CREAT | constants.O_NONBLOCK | O_EXLOCK;
    const fd = openSync(join(folder, String(port)), flags, 0o666);
    let open = true;
    return () => {
      if (open) closeSync(fd);
      open = false;
    };
  } catch (error) {
    if (['EAGAIN', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
