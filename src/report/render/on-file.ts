/** Names the file of known deviations, in the same words in every format. Pure. */
import type { Report } from '../schema.ts';

type WithFile = Pick<Report, 'deviationsFile' | 'target'>;

/** Says which file was used, with its digest; undefined where a release has none and no revision was asked for. */
export const deviationsFileInWords = ({ deviationsFile }: WithFile): string | undefined => {
  if (!deviationsFile) return undefined;
  const { path, revision, sha256 } = deviationsFile;
  const at = revision === null ? '' : ` of commit ${revision.slice(0, 12)}`;
  if (sha256 !== null) return `Known deviations: ${path}${at}, sha256 ${sha256.slice(0, 12)}.`;
  return revision === null
    ? undefined
    : `No known deviations: there is no ${path} in commit ${revision.slice(0, 12)}.`;
};

/**
 * Gives the path at which an entry stands, or would be written, from the top of a repository: never an absolute one, which
 * would be of one machine alone.
 */
export const pathOfDeviations = ({ deviationsFile, target }: WithFile): string => {
  if (!deviationsFile) return `releases/deviations/${target.release}.yaml`;
  const { path, repositoryPath } = deviationsFile;
  if (repositoryPath !== null) return repositoryPath;
  const outside = /^(?:[a-z]:)?[\\/]|(?:^|[\\/])\.\.(?:[\\/]|$)/i.test(path);
  return outside ? (path.split(/[\\/]/).at(-1) ?? path) : path.replace(/^\.[\\/]/, '');
};
