/** When an image is pulled: `--pull` of the command line. */
export type Pull = 'never' | 'missing' | 'always';
