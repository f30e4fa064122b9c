/** Runs the command `live init`, which writes a deployment file of Compose or Kubernetes files. */
import { existsSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { deploymentText } from '../../live/init.ts';
import { UsageError } from '../../model/errors.ts';
import { knownPrograms, loadPrograms } from '../../release/load-programs.ts';
import { say } from '../conclude.ts';
import { openFiles, thisWorld, type FileFlags } from '../options/deployment-files.ts';
import { writeOutput } from '../write-output.ts';

export interface LiveInitFlags extends FileFlags {
  release?: string;
  host: string;
}

export const liveInitCommand = (out: string, files: readonly string[], flags: LiveInitFlags): void => {
  const { release, host } = flags;
  if (release === undefined || !knownPrograms().includes(release)) {
    throw new UsageError(
      `--release with the release that the files are for: ${knownPrograms().join(', ')}`,
      release === undefined ? 'live init without it' : `release "${release}"`,
      'say which release is deployed',
    );
  }
  if (!/^[A-Za-z0-9.:[\]_-]+$/.test(host)) {
    throw new UsageError(
      '--host with a name or an address',
      'something else',
      'give the machine of the published ports',
    );
  }
  if (existsSync(out)) {
    throw new UsageError(
      'a path at which there is no file yet',
      `a file at ${out}`,
      'name another one: claims that a person has written are not replaced',
    );
  }
  const configuration = openFiles(files, flags);
  const from = dirname(resolve(out));
  const { text, endpoints } = deploymentText(configuration, {
    ...{ release: loadPrograms(release), host, world: thisWorld() },
    files: [...files, ...(flags.envFile ?? [])].map((file) => relative(from, resolve(file))),
  });
  if (endpoints === 0) {
    throw new UsageError(
      `files in which ${release} listens somewhere`,
      'no listener of it',
      'give the files that start its services, or another --release',
    );
  }
  writeOutput(text, out, 'FILE');
  say(
    `${out}: ${endpoints} ${endpoints === 1 ? 'endpoint' : 'endpoints'}. Correct addresses and claims, then: run --target live --deployment ${out}`,
  );
};
