/** Finds the program of a service: by the same name, or by that of its file, as Clients is the program `things` in v0.15.1. */
import type { ProgramReads, ReleasePrograms } from './programs.ts';
import type { ReleaseFile } from './schema.ts';

type Services = Pick<ReleaseFile, 'services'>;

/** That of the service that serves this one too, where the release file names one. */
export const programOf = (
  service: string,
  { services }: Services,
  programs: ReleasePrograms | undefined,
): ProgramReads | undefined => {
  const declared = services[service];
  return (
    programs?.programs.get(declared?.servedBy ?? service) ?? programs?.programs.get(declared?.binary ?? '')
  );
};

/** What a release file calls a program; its own name where no service has it. */
export const serviceOf = (program: string, { services }: Services): string =>
  Object.hasOwn(services, program)
    ? program
    : (Object.entries(services).find(([, { binary }]) => binary === program)?.[0] ?? program);
