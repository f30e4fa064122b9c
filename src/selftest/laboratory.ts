/** Prepares, once for the whole catalogue, the stacks in which the reference and its mutants are observed. */
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Case } from '../../suites/vocabulary.ts';
import type { Observation } from '../model/observation.ts';
import { infrastructureFault, contextOf, planObserver } from '../observe/observe-plan.ts';
import { proofs } from '../observe/proofs.ts';
import { defaultOptions } from '../plan/options.ts';
import { planStarts, type PlannedStart } from '../plan/plan.ts';
import { choose } from '../plan/select.ts';
import { loadRelease } from '../release/load.ts';
import { prepare } from '../run/prepare.ts';
import type { RunContext } from '../stack/context.ts';

export interface Laboratory extends AsyncDisposable {
  cases: readonly Case[];
  plans: readonly PlannedStart[];
  /** `mutant`: null for the honest reference. Rejects only when `signal` is aborted. */
  observe: (plan: PlannedStart, mutant: string | null, signal: AbortSignal) => Promise<Seen>;
  /** Repeats the proofs of the instruments at the end. Rejects with `InfrastructureError` when one fails. */
  proveAgain: () => Promise<void>;
}

export interface Seen {
  observation: Observation;
  /** Names of the fault points that the services of the start passed. */
  passed: ReadonlySet<string>;
  ms: number;
  /** Code and message of a lasting fault of the infrastructure. */
  broken?: string;
}

/** @throws InfrastructureError */
export const openLaboratory = async (signal: AbortSignal): Promise<Laboratory> => {
  const options = defaultOptions();
  const { release, cases } = choose(loadRelease('reference'), {
    ...options.filters,
    scopes: ['page', 'platform'],
  });
  const prepared = await prepare(options, { release, cases }, signal);
  try {
    const ctx = await contextOf(prepared.description);
    if (ctx.programs.kind !== 'reference')
      throw new Error('the laboratory starts the reference as processes');
    const { entry } = ctx.programs;
    const observePlan = planObserver(new Map(cases.map((one) => [one.id, one])), release);
    const plans = planStarts(cases, release);
    const instruments = proofs(ctx, plans);
    await instruments.before();
    const shown = { ...ctx, ...instruments.shown() };
    const newProof = proofFiles(ctx);
    return {
      cases,
      plans,
      proveAgain: () => instruments.after(),
      observe: async (plan, mutant, stop) => {
        const began = performance.now();
        const proof = newProof();
        const programs = { kind: 'reference', entry, mutant, proof } as const;
        const { observation } = await observePlan(plan, { ...shown, programs }, stop);
        const passed = new Set(readFileSync(proof, 'utf8').split('\n').filter(Boolean));
        const broken = infrastructureFault(observation);
        return {
          observation,
          passed,
          ms: performance.now() - began,
          ...(broken && { broken: `${broken.code}: ${broken.message}` }),
        };
      },
      [Symbol.asyncDispose]: () => prepared[Symbol.asyncDispose](),
    };
  } catch (error) {
    await prepared[Symbol.asyncDispose]();
    throw error;
  }
};

/** Makes a new file for a start, which a service may write to whatever its user is. */
const proofFiles = ({ folder }: RunContext): (() => string) => {
  const below = join(folder, 'passed');
  mkdirSync(below);
  chmodSync(below, 0o711);
  let made = 0;
  return () => {
    const path = join(below, String(++made));
    writeFileSync(path, '');
    chmodSync(path, 0o666);
    return path;
  };
};
