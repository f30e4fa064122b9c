/** Opens a capture and gives its bytes in pieces: a file, a compressed one, or standard input. */
import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { UsageError } from '../../model/errors.ts';

const pieceBytes = 1024 * 1024;

const todo =
  'give a file that tcpdump, dumpcap or Wireshark wrote (tcpdump -w FILE), or - for standard input';

const reasons: Record<string, string> = {
  ENOENT: 'no such file',
  ENOTDIR: 'no such file',
  EISDIR: 'a folder',
  EACCES: 'no permission to read it',
  EPERM: 'no permission to read it',
};

/** @throws UsageError */
const notReadable = (path: string, cause: unknown): never => {
  const { code = String(cause) } = cause as NodeJS.ErrnoException;
  const found = code in reasons ? `${reasons[code]} (${code})` : code;
  throw new UsageError(`a capture at ${path}`, found, todo, { cause });
};

export const noCapture = (path: string, found: string): UsageError =>
  new UsageError(`a capture (pcap or pcapng, also compressed by gzip) at ${path}`, found, todo);

/**
 * Pieces of the capture, decompressed. A piece is valid until the next one is asked for: the same memory is filled
 * again.
 * @throws UsageError where it cannot be opened; what fails later is the system's or zlib's error
 */
export async function* piecesOf(path: string): AsyncGenerator<Buffer, void> {
  const raw = path === '-' ? standardInput() : fileAt(path);
  try {
    const first = await raw.next();
    if (first.done) return;
    const again = (async function* (): AsyncGenerator<Buffer, void> {
      yield first.value;
      yield* raw;
    })();
    const zipped = first.value.length >= 2 && first.value[0] === 0x1f && first.value[1] === 0x8b;
    yield* zipped ? unzipped(again) : again;
  } finally {
    // Also where the first piece is refused: it closes the file.
    await raw.return();
  }
}

async function* fileAt(path: string): AsyncGenerator<Buffer, void> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
    if ((await file.stat()).isDirectory()) throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
  } catch (cause) {
    return notReadable(path, cause);
  }
  try {
    const memory = Buffer.allocUnsafeSlow(pieceBytes);
    for (;;) {
      const { bytesRead } = await file.read(memory, 0, memory.length, null);
      if (bytesRead === 0) return;
      yield memory.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

/** By its number: a thread's own `process.stdin` is empty. */
async function* standardInput(): AsyncGenerator<Buffer, void> {
  const input = createReadStream('', { fd: 0, autoClose: false, highWaterMark: 65_536 });
  for await (const piece of input) yield piece as Buffer;
}

async function* unzipped(pieces: AsyncGenerator<Buffer, void>): AsyncGenerator<Buffer, void> {
  const copies = (async function* (): AsyncGenerator<Buffer, void> {
    for await (const piece of pieces) yield Buffer.from(piece);
  })();
  const source = Readable.from(copies, { objectMode: false, highWaterMark: pieceBytes });
  const gunzip = createGunzip({ chunkSize: pieceBytes });
  source.on('error', (error) => gunzip.destroy(error));
  try {
    for await (const piece of source.pipe(gunzip)) yield piece as Buffer;
  } finally {
    source.destroy();
  }
}
