/** The outcomes of a case. */
export type Outcome = 'pass' | 'non-strict' | 'untestable' | 'error' | 'fail' | 'moot' | 'not-applicable';
