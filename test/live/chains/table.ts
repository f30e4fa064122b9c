/**
 * All chains, with what crypto/x509 of Go says of each: the verdicts were compared with a program in Go 1.26 that was
 * given the same chains.
 */
import { constraintsRows } from './constraints.ts';
import { datesAndNamesRows } from './dates-and-names.ts';
import type { Row } from './parts.ts';
import { pathsRows } from './paths.ts';
import { signaturesRows } from './signatures.ts';
import { usagesRows } from './usages.ts';

export const rows: Row[] = [
  ...pathsRows,
  ...datesAndNamesRows,
  ...usagesRows,
  ...signaturesRows,
  ...constraintsRows,
];
