/** Says what one look of `doctor` is and finds. */
export interface Finding {
  /** `absent`: some targets cannot be run without it. */
  state: 'ok' | 'absent' | 'broken';
  says: string;
}

export interface DoctorCheck {
  name: string;
  neededFor: string;
  get: string;
  /** Nothing can be run without it. */
  always: boolean;
  look: () => Promise<Finding>;
}
