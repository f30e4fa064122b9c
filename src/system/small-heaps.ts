/** Keeps V8 from taking memory that a run does not need: most of what it holds is thrown away at once. */
import { setFlagsFromString } from 'node:v8';

/** MiB of either half of the young generation of a worker; V8 would let it grow to 32, and keep that. */
const youngMb = 4;
/** By how much the old generation may outgrow what lives in it until it is collected; V8 would let it double or more. */
const growthPercent = 60;

/**
 * To be called when what this thread needs is loaded, and before its workers are called: V8 reads the bounds of a heap
 * when it makes it, and the factor whenever it would let one grow. Disposed of, it lets them grow from then on.
 */
export const keepHeapsSmall = (): Disposable => {
  setFlagsFromString(`--min-semi-space-size=${youngMb}`);
  setFlagsFromString(`--max-semi-space-size=${youngMb}`);
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString(`--heap-growing-percent=${growthPercent}`);
  return {
    [Symbol.dispose]: () => {
      setFlagsFromString('--semi-space-growth-factor=2');
      setFlagsFromString('--heap-growing-percent=0');
    },
  };
};
