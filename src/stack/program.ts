/** Returns the program to start for a service, from whatever source the target names. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InfrastructureError } from '../model/errors.ts';
import type { StartedName } from '../release/schema.ts';
import type { Program } from '../runtime/runtime.ts';
import type { RunContext } from './context.ts';

/**
 * Folder in which Node keeps compiled code between runs, also that of the command line. Without it the first dozen
 * services take three times the CPU time to start.
 */
const compileCache = process.env['NODE_COMPILE_CACHE'] ?? join(tmpdir(), 'node-compile-cache');

export const serviceProgram = (
  name: StartedName,
  ctx: RunContext,
): { program: Program; env: Record<string, string> } => {
  const { programs } = ctx;
  const service = ctx.release.services[name]!;
  const mutant = 'mutant' in programs && programs.mutant ? { REFERENCE_MUTANT: programs.mutant } : {};
  switch (programs.kind) {
    case 'reference':
      return {
        program: { kind: 'process', command: process.execPath, args: [programs.entry, name] },
        env: {
          NODE_COMPILE_CACHE: compileCache,
          ...mutant,
          ...(programs.proof !== undefined && { REFERENCE_MUTANT_PROOF: programs.proof }),
        },
      };
    case 'reference-image':
      return {
        program: { kind: 'container', image: programs.image, command: [...service.command] },
        env: mutant,
      };
    case 'binaries':
      return {
        program: {
          kind: 'process',
          command: join(programs.folder, service.binary),
          args: [...service.command],
        },
        env: {},
      };
    case 'images': {
      const role = service.servedBy ?? name;
      const why = programs.missing[role];
      if (why) throw new InfrastructureError(why.code, why.message, why.todo);
      return {
        program: {
          kind: 'container',
          image: programs.images[role]!,
          command: [...service.command],
        },
        env: {},
      };
    }
  }
};
