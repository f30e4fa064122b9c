/** Turns the file that a case asks for into what is put beside the service. */
import { X509Certificate } from 'node:crypto';
import type { PlacedFile } from '../src/model/placed-file.ts';
import type { Authority, FileValue, Identity } from '../suites/vocabulary.ts';
import type { Authorities } from './authorities.ts';
import type { Issued } from './identities.ts';
import { keyText, withBlanks, withBom, withCrlf, withPreamble } from './key-text.ts';

export interface FileContext {
  /** File name that the result carries. */
  name: string;
  authorities: Authorities;
  /** The start's own certificates, see `identitiesFor`. */
  identity: (identity: Identity) => Promise<Issued>;
}

type Form<File extends FileValue['file']> = NonNullable<
  Extract<FileValue, { file: File; form?: string }>['form']
>;
type Damage = Extract<FileValue, { file: 'damaged' }>['as'];

/**
 * The placed file, or `missing` when a path must lead nowhere. `inline` is left to the caller, who hands over the
 * content instead of the path.
 */
export async function fileContent(value: FileValue, context: FileContext): Promise<PlacedFile | 'missing'> {
  if (value.file === 'damaged') return damaged[value.as](context.name);
  const content = await contentOf(value, context);
  const unreadable = value.form === 'unreadable' ? { unreadable: true } : {};
  return { name: context.name, kind: 'file', content, ...unreadable };
}

async function contentOf(
  value: Exclude<FileValue, { file: 'damaged' }>,
  { identity, authorities }: FileContext,
): Promise<string | Uint8Array> {
  if (value.file === 'ca') {
    const anchors = value.of.map((name) => ({ name, pem: authorities[name].certificatePem }));
    return anchorForms[value.form ?? 'pem'](anchors);
  }
  const issued = await identity(value.of);
  if (value.form === 'with-key' || value.form === 'with-certificate') {
    return issued.filePem + keyText(issued.privateKey, 'pkcs8');
  }
  if (value.file === 'key') return keyText(issued.privateKey, value.form ?? 'pkcs8');
  return certificateForms[value.form ?? 'pem'](issued.filePem);
}

const asItIs = (pem: string) => pem;
const certificateForms = {
  pem: asItIs,
  unreadable: asItIs,
  crlf: withCrlf,
  preamble: (pem) => withPreamble(pem, 'Certificate of a server under test'),
  blanks: withBlanks,
  bom: withBom,
} satisfies Record<Exclude<Form<'certificate'>, 'with-key'>, (pem: string) => string>;

type Anchor = { name: Authority; pem: string };
const joined = (anchors: Anchor[]) => anchors.map(({ pem }) => pem).join('');
const anchorForms = {
  pem: joined,
  unreadable: joined,
  comments: (anchors) => anchors.map(({ name, pem }) => `# The ${name} authority\n${pem}\n`).join('# And\n'),
  der: (anchors) => new Uint8Array(Buffer.concat(anchors.map(({ pem }) => new X509Certificate(pem).raw))),
} satisfies Record<Form<'ca'>, (anchors: Anchor[]) => string | Uint8Array>;

const damaged = {
  missing: () => 'missing',
  directory: (name) => ({ name, kind: 'directory' }),
  empty: (name) => ({ name, kind: 'file', content: '' }),
  // Neither PEM nor the beginning of a DER value, and free of words that an error line could hold by itself.
  garbage: (name) => ({ name, kind: 'file', content: 'zq7 5xj w0k\n'.repeat(20) }),
} satisfies Record<Damage, (name: string) => PlacedFile | 'missing'>;
