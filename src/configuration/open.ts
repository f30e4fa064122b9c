/** Opens the files of a deployment: tells what each is, and has them read together as one configuration. */
import { UsageError } from '../model/errors.ts';
import { readCompose } from './compose/read.ts';
import { kindOf, type FileKind, type UselessKind } from './detect.ts';
import { readEnv } from './env/read.ts';
import { readKubernetes } from './kubernetes/read.ts';
import type { Configuration } from './model.ts';
import { everyService, readPlain, type PlainFile } from './plain.ts';
import { textOfFile } from './read-text.ts';

export interface OpenOptions {
  /** As the user named them, in the order in which they are read. */
  files: readonly string[];
  /** As with `--env-file` of Compose; .env files among `files` come before them. */
  envFiles?: readonly string[];
  /** As with `--project-directory` of Compose. */
  projectDirectory?: string;
  /** As with `--profile` of Compose. */
  profiles?: readonly string[];
  /** Variables of the shell that starts Compose; those of our own process are not read. */
  shell: ReadonlyMap<string, string>;
  /** What all files are, whatever they look like. */
  kind?: FileKind;
}

interface Told {
  path: string;
  kind: FileKind;
}

/** @throws UsageError where a file cannot be read, where it cannot be told what it is, or where files do not belong together */
export const openConfiguration = (options: OpenOptions): Configuration => {
  const { files, envFiles = [], kind, shell } = options;
  const told = files.map((path): Told => ({ path, kind: kind ?? tell(path) }));
  const of = (...kinds: FileKind[]): string[] =>
    told.filter((one) => kinds.includes(one.kind)).map(({ path }) => path);
  const compose = of('compose');
  refuseMixture(told, envFiles);
  if (compose.length > 0) {
    const { projectDirectory, profiles } = options;
    return readCompose({
      files: compose,
      envFiles: [...of('env'), ...envFiles],
      ...(projectDirectory !== undefined && { projectDirectory }),
      ...(profiles && { profiles }),
      shell,
    });
  }
  if (of('kubernetes').length > 0) return readKubernetes({ files: of('kubernetes') });
  if (of('env').length > 0) {
    const { values, remarks } = readEnv(of('env'), { shell });
    return everyService(of('env'), 'env', values, remarks);
  }
  return readPlain(
    told.map(({ path, kind: form }): PlainFile => ({ path, form: form === 'systemd' ? form : 'output' })),
  );
};

const tell = (path: string): FileKind => {
  const text = textOfFile(path, true);
  const kind = kindOf(path, text);
  if (kind === undefined) {
    const found = text.trim() === '' ? 'an empty file' : 'none of them';
    throw new UsageError(
      `${path} to be a Compose file, Kubernetes manifests, an .env file, the output of \`env\`, or an EnvironmentFile`,
      found,
      'say what it is with --kind',
    );
  }
  const useless = isUseless(kind) ? uselessKinds[kind] : undefined;
  if (useless) throw new UsageError(`${path} to be a file that sets variables`, ...useless);
  return kind as FileKind;
};

/** What it is, and what to give in its place. */
const uselessKinds: Record<UselessKind, [found: string, todo: string]> = {
  'chart template': ['a template of a Helm chart', 'give what it comes to: the output of `helm template`'],
  'systemd unit': ['a unit of systemd', 'give the file that its EnvironmentFile= names'],
  PEM: ['a certificate or key', 'give the file that names it: certificates are looked at from there'],
};

const isUseless = (kind: FileKind | UselessKind): kind is UselessKind => kind in uselessKinds;

/** Kinds that are read together. */
const groups: { kinds: readonly FileKind[]; says: string }[] = [
  { kinds: ['compose', 'env'], says: 'Compose files with their .env files' },
  { kinds: ['kubernetes'], says: 'manifests' },
  { kinds: ['process', 'systemd'], says: 'environments of one process' },
];

const inWords: Record<FileKind, string> = {
  compose: 'a Compose file',
  kubernetes: 'a manifest or a values file',
  env: 'an .env file',
  process: 'the output of `env`',
  systemd: 'an EnvironmentFile',
};

const refuseMixture = (told: readonly Told[], envFiles: readonly string[]): void => {
  const kinds = new Set(told.map(({ kind }) => kind));
  if (!groups.some((group) => [...kinds].every((kind) => group.kinds.includes(kind)))) {
    throw new UsageError(
      `files of one deployment: ${groups.map(({ says }) => says).join(', or ')}`,
      told.map(({ path, kind }) => `${inWords[kind]} (${path})`).join(', '),
      'check them one after another, or say with --kind what all of them are',
    );
  }
  const [first] = envFiles;
  if (first === undefined || kinds.has('compose')) return;
  throw new UsageError(
    `a Compose file, which ${first} of --env-file is for`,
    'none',
    'give the Compose file too, or the .env file as FILE for the environment of every service',
  );
};
