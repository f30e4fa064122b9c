/** Makes a file with the header, the sections and the build information of a program that Go has built. */
const text = (bytes: Buffer): Buffer => {
  const length: number[] = [];
  for (let rest = bytes.length; ; rest = Math.floor(rest / 128)) {
    length.push(rest < 128 ? rest : 128 + (rest % 128));
    if (rest < 128) return Buffer.concat([Buffer.from(length), bytes]);
  }
};

/** The content of `.go.buildinfo`, as of Go 1.18. */
export const buildInfo = (info: string): Buffer => {
  const header = Buffer.alloc(32);
  header.write('\xff Go buildinf:', 'latin1');
  header.set([8, 2], 14);
  const frame = Buffer.alloc(16, 0xf9);
  return Buffer.concat([
    header,
    text(Buffer.from('go1.26')),
    text(Buffer.concat([frame, Buffer.from(info), frame])),
  ]);
};

/** An ELF file of 64 bits with one section of content, and nothing to load. */
export const elfWith = (section: string, content: Buffer): Buffer => {
  const names = Buffer.from(`\0${section}\0.shstrtab\0`);
  const head = Buffer.alloc(64);
  head.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  const [at, namesAt] = [64, 64 + content.length];
  head.writeBigUInt64LE(BigInt(namesAt + names.length), 40);
  head.writeUInt16LE(64, 58);
  head.writeUInt16LE(3, 60);
  head.writeUInt16LE(2, 62);
  const entry = (name: number, offset: number, size: number): Buffer => {
    const bytes = Buffer.alloc(64);
    bytes.writeUInt32LE(name, 0);
    bytes.writeBigUInt64LE(BigInt(offset), 24);
    bytes.writeBigUInt64LE(BigInt(size), 32);
    return bytes;
  };
  const sections = [
    entry(0, 0, 0),
    entry(1, at, content.length),
    entry(section.length + 2, namesAt, names.length),
  ];
  return Buffer.concat([head, content, names, ...sections]);
};

/** Of the given main module. */
export const goProgram = (module: string): Buffer =>
  elfWith(
    '.go.buildinfo',
    buildInfo(`path\t${module}/cmd/x\nmod\t${module}\t(devel)\t\ndep\texample.org/other\tv1.0.0\th1:x\n`),
  );
