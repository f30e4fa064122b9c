/**
 * Says which material of the suite stands for the files of a deployment: it has the same defects, so that no key of the
 * operator is ever used. Pure.
 */
import type { FileValue, Identity, Value } from '../../suites/vocabulary.ts';
import { ca, certificate, damaged, key } from '../../suites/words/files.ts';
import type { AuthorityFile } from '../advise/authorities.ts';
import { isNoFile } from '../advise/database.ts';
import { isPem } from '../advise/files.ts';
import type { Pair, PairVariables } from '../advise/pairs.ts';
import type { Setting } from '../advise/matching.ts';

/** Variable → value. */
export type Values = Readonly<Record<string, Value>>;

/** @returns undefined where the files do not say what the pair is */
export const pairValues = (
  { cert, key: keySetting, judged }: Pair,
  names: PairVariables,
  whose: 'server' | 'client',
): Values | undefined => {
  if (judged.state === 'unknown') return undefined;
  if (judged.state === 'none') return {};
  if (isNoFile(cert) && isNoFile(keySetting)) return named(names, "''", "''");
  const of: Identity = judged.state === 'good' ? identityOf(judged, whose) : rightOf[whose];
  const good = {
    cert: asWritten(certificate(of), cert),
    key: asWritten(key(of), keySetting),
  };
  if (judged.state === 'half')
    return named(
      names,
      judged.missing === 'certificate' ? undefined : good.cert,
      judged.missing === 'key' ? undefined : good.key,
    );
  if (judged.state === 'good') return named(names, good.cert, good.key);
  return defective(judged.condition, judged.variable === names.key ? 'key' : 'cert', names, of);
};

const rightOf = { server: 'right', client: 'client' } as const;

const identityOf = (
  { certificate: facts }: Extract<Pair['judged'], { state: 'good' }>,
  whose: 'server' | 'client',
): Identity => {
  if (whose === 'client' || !facts) return rightOf[whose];
  const now = Date.now();
  if (facts.validUntil.getTime() < now) return 'expired';
  return facts.validFrom.getTime() > now ? 'not-yet-valid' : 'right';
};

const named = (
  { cert, key }: PairVariables,
  certValue: Value | undefined,
  keyValue: Value | undefined,
): Values => ({
  ...(cert !== undefined && certValue !== undefined && { [cert]: certValue }),
  ...(key !== undefined && keyValue !== undefined && { [key]: keyValue }),
});

/** `condition`: as in the rules about bad pairs. */
const defective = (
  condition: string,
  half: 'cert' | 'key',
  names: PairVariables,
  of: Identity,
): Values | undefined => {
  const name = half === 'cert' ? 'certificate' : 'key';
  const other = of === 'right' ? 'client' : 'right';
  const bad: Readonly<Record<string, { cert?: Value; key?: Value }>> = {
    'a-directory': { [half]: damaged('directory', name) },
    'cert-missing': { cert: damaged('missing', 'certificate') },
    'key-missing': { key: damaged('missing', 'key') },
    'empty-file': { cert: damaged('empty', 'certificate') },
    'cert-garbage': { cert: damaged('garbage', 'certificate') },
    'key-garbage': { key: damaged('garbage', 'key') },
    'encrypted-key': { key: key(of, 'encrypted') },
    mismatched: { key: key(other) },
    swapped: { cert: key(of), key: certificate(of) },
  };
  const one = bad[condition];
  return one && named(names, one.cert ?? certificate(of), one.key ?? key(of));
};

/** A text in PEM form stays one. */
const asWritten = (value: FileValue, setting: Setting): FileValue =>
  setting.state === 'set' && isPem(setting.text) ? { ...value, inline: true } : value;

/** @returns undefined where the files do not say what the list of authorities is */
export const authorityValues = ({ variable, setting, judged }: AuthorityFile): Values | undefined => {
  switch (judged.state) {
    case 'unset':
      return {};
    case 'unknown':
      return undefined;
    case 'good':
      return { [variable]: asWritten(ca('right'), setting) };
    case 'empty':
      return { [variable]: damaged('empty', 'ca') };
    case 'bad':
      return { [variable]: damaged(judged.condition, 'ca') };
  }
};
