/** Reads from the command line what is told of a run beyond the reports that are always written. */
import { UsageError } from '../../model/errors.ts';
import { annotationKinds } from '../../report/render/annotations.ts';
import { oneOf } from './values.ts';

export interface ReportingFlags {
  sarif?: true;
  annotations?: string;
}

export interface Reporting {
  /** `report.sarif` beside the other reports. */
  sarif: boolean;
  /** Whose annotations are printed, if any. */
  annotations: (typeof annotationKinds)[number] | undefined;
}

/**
 * Reads what is asked for, and guesses nothing: the suite leaves the user's environment aside, and with it the variables
 * by which a program knows where it runs.
 * @throws UsageError
 */
export const reportingOf = ({ sarif, annotations }: ReportingFlags): Reporting => ({
  sarif: sarif === true,
  annotations:
    annotations === undefined
      ? undefined
      : oneOf('--annotations', annotationKinds, annotations, annotationKinds[0]),
});

/** Refuses what a shard, which judges nothing, would pass over in silence. */
export const refuseWithShard = ({ sarif, annotations }: Reporting): void => {
  if (!sarif && annotations === undefined) return;
  throw new UsageError(
    `no ${sarif ? '--sarif' : '--annotations'} with --shard, which judges nothing`,
    `both`,
    'give it to `merge`',
  );
};
