/** The system's store of trusted roots, which a start may replace. */
import type { Start } from './vocabulary.ts';

/**
 * Go and OpenSSL read the roots of the system from the file that this variable names, in place of the usual ones. In
 * a container it stands for a store that is mounted: images with a single program in them have none.
 */
export const onlySystemRoots: NonNullable<Start['environment']> = {
  SSL_CERT_FILE: { file: 'ca', of: ['third'] },
};
