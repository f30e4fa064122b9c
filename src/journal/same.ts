/**
 * Lets the compiler hold two types to be the same: every field, and whether it may be absent.
 * `true satisfies Same<One, Other>` does not compile where they differ.
 */
export type Same<One, Other> = Answers<One> extends Answers<Other> ? true : false;

/** Two functions that answer for every type alike ask about the same type: assignable is not enough. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- it is what makes the compiler compare exactly
type Answers<Asked> = <T>() => T extends Asked ? 1 : 2;
