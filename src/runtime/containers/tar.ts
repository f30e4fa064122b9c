/** Writes a tar archive. */
import type { Entry } from '../../system/placed-files.ts';

const BLOCK = 512;

/**
 * A tar archive (POSIX ustar, as pax(1) describes it) of a service's files below one folder, with numeric owners.
 * @param folder relative name of the folder; a separate entry, owned like the first entry given
 */
export function tar(folder: string, entries: readonly Entry[], owner: Entry['owner']): Buffer {
  const top: Entry = { name: '', content: 'directory', mode: 0o755, owner };
  const blocks = [top, ...entries].flatMap((entry) => {
    const body = entry.content === 'directory' ? Buffer.alloc(0) : entry.content;
    const name = `${folder}/${entry.name}`.replace(/\/$/, '');
    const padding = Buffer.alloc((BLOCK - (body.length % BLOCK)) % BLOCK);
    return [header(name, entry, body.length), body, padding];
  });
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]);
}

function header(name: string, { content, mode, owner }: Entry, size: number): Buffer {
  const block = Buffer.alloc(BLOCK);
  if (Buffer.byteLength(name) > 99) throw new RangeError(`Name too long for an archive: ${name}`);
  const octal = (value: number, offset: number, width: number) =>
    block.write(value.toString(8).padStart(width - 1, '0'), offset, 'latin1');
  block.write(name, 0);
  octal(mode, 100, 8);
  octal(owner.uid, 108, 8);
  octal(owner.gid, 116, 8);
  octal(size, 124, 12);
  octal(Math.floor(Date.now() / 1000), 136, 12);
  block.write(content === 'directory' ? '5' : '0', 156, 'latin1');
  block.write('ustar\u000000', 257, 'latin1');
  // The checksum counts its own field as blanks.
  block.fill(' ', 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}
