/** The files that a setting points at: certificates, keys, authorities, and files that cannot be used. */
import type { Authority, FileValue, Identity, Start } from '../vocabulary.ts';

type Form<File extends FileValue['file']> = NonNullable<
  Extract<FileValue, { file: File; form?: string }>['form']
>;

export const certificate = (of: Identity, form: Form<'certificate'> = 'pem'): FileValue => ({
  file: 'certificate',
  of,
  form,
});

export const key = (of: Identity, form: Form<'key'> = 'pkcs8'): FileValue => ({ file: 'key', of, form });

/** A file of trust anchors. */
export const ca = (...of: Authority[]): FileValue => ({ file: 'ca', of });

type Damaged = Extract<FileValue, { file: 'damaged' }>;

/** A path at which no usable file stands. `name`: what the file should have been. */
export const damaged = (as: Damaged['as'], name: Damaged['name']): FileValue => ({
  file: 'damaged',
  as,
  name,
});

/**
 * Go and OpenSSL read the roots of the system from the file that this variable names, in place of the usual ones. In
 * a container it stands for a store that is mounted: images with a single program in them have none.
 */
export const onlySystemRoots: NonNullable<Start['environment']> = {
  SSL_CERT_FILE: { file: 'ca', of: ['third'] },
};
