/** Writes settings as variables and files of one service of a start, and lists what its output is searched for. */
import type { Authorities } from '../../certs/authorities.ts';
import { fileContent } from '../../certs/files.ts';
import type { Issued } from '../../certs/identities.ts';
import type { FileValue, Identity, Value } from '../../suites/vocabulary.ts';
import type { Configured } from '../model/observation.ts';
import type { PlacedFile } from '../model/placed-file.ts';
import type { Variable } from '../plan/plan.ts';
import type { Secret } from '../probe/output.ts';
import { tracesOfKey, tracesOfText } from '../probe/output/traces.ts';
import type { Place } from '../runtime/runtime.ts';

export interface Arrangement {
  env: Record<string, string>;
  files: PlacedFile[];
  /** Names and values for the report; files are described, secrets left out. */
  shown: Record<string, string>;
  secrets: Secret[];
  /** Setting → the words that name it in an error line: the variable, the file's path and its name. */
  names: { label: string; needles: string[] }[];
  certificates: Configured['certificates'];
}

/** Settings whose plain value is a secret. */
const secretSettings = /\.token$/;

/** Values that are files are made anew, with the certificates of the start. */
export const arrangeVariables = async (
  variables: readonly Variable[],
  place: Place,
  authorities: Authorities,
  identity: (identity: Identity) => Promise<Issued>,
): Promise<Arrangement> => {
  const made: Arrangement = { env: {}, files: [], shown: {}, secrets: [], names: [], certificates: {} };
  for (const { name, value, settings } of variables) {
    const label = settings[0]!;
    if (typeof value === 'string') {
      made.env[name] = value;
      const secret = settings.some((setting) => secretSettings.test(setting)) && value !== '';
      if (secret) made.secrets.push({ kind: 'token', of: label, traces: tracesOfText(value) });
      made.shown[name] = secret ? '<token>' : value;
      for (const setting of settings) made.names.push({ label: setting, needles: [name] });
      continue;
    }
    const file = `${label.replaceAll('.', '-')}.${extension(value)}`;
    const content = await fileContent(value, { name: file, authorities, identity });
    const path = place.path(file);
    if (content !== 'missing' && !value.inline) made.files.push(content);
    made.env[name] =
      value.inline && content !== 'missing' && content.kind === 'file' ? String(content.content) : path;
    made.shown[name] = describe(value);
    for (const setting of settings) made.names.push({ label: setting, needles: [name, path, file] });
    if (value.file === 'key' && content !== 'missing' && content.kind === 'file') {
      made.secrets.push({
        kind: 'private-key',
        of: label,
        traces: tracesOfKey(String(content.content)),
      });
    }
    if (value.file === 'certificate') {
      const { chainFingerprints, subjectDn } = await identity(value.of);
      for (const setting of settings) {
        made.certificates[setting] = { chain: chainFingerprints, subject: subjectDn };
      }
    }
  }
  return made;
};

const extension = (value: FileValue): string =>
  value.file === 'key' || (value.file === 'damaged' && value.name === 'key') ? 'key' : 'crt';

export const describe = (value: Value): string => {
  if (typeof value === 'string') return value;
  const what =
    value.file === 'damaged'
      ? `${value.as} ${value.name}`
      : value.file === 'ca'
        ? `CA file: ${value.of.join(' + ')}`
        : `${value.file}: ${value.of}`;
  const form = value.file !== 'damaged' && value.form && value.form !== 'pem' ? `, ${value.form}` : '';
  return `<${what}${form}${value.inline ? ', as text' : ''}>`;
};
