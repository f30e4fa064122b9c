/** Tells by its text, and where that leaves a choice by its name, what a file of a deployment is. Pure. */
import { basename } from 'node:path';

export const fileKinds = ['compose', 'kubernetes', 'env', 'process', 'systemd'] as const;

/** `process`: the output of `env`. `systemd`: an EnvironmentFile. */
export type FileKind = (typeof fileKinds)[number];

/** What is of no use by itself, and can be told all the same: the caller says what to give in its place. */
export type UselessKind = 'chart template' | 'systemd unit' | 'PEM';

/** @returns undefined where it cannot be told */
export const kindOf = (path: string, text: string): FileKind | UselessKind | undefined => {
  if (text.includes('\0')) return isZeroSeparated(text) ? 'process' : undefined;
  if (/^\[(?:Unit|Service|Install)\]\s*$/m.test(text)) return 'systemd unit';
  if (/^\s*[{[]/.test(text)) return ofJson(text);
  if (/^-----BEGIN /m.test(text) && !/^[A-Za-z_][\w.-]*\s*[=:]/m.test(text)) return 'PEM';
  const keys = new Set(
    [...text.matchAll(/^["']?([A-Za-z_][\w.-]*)["']?[ \t]*:(?=\s|$)/gm)].map(([, key]) => key!),
  );
  // Below keys, lines that assign are a block of text that a key holds.
  const assignment =
    keys.size > 0
      ? /^(?:export[ \t]+)?[A-Za-z_][\w.[\]-]*[ \t]*=/gm
      : /^[ \t]*(?:export[ \t]+)?[A-Za-z_][\w.[\]-]*[ \t]*=/gm;
  const assignments = text.match(assignment)?.length ?? 0;
  if (assignments > keys.size) return ofAssignments(path, text);
  if (keys.size > 0) return ofKeys(keys, text);
  // Nothing but comments: the name says what it would be.
  return isEnvName(path) && text.split('\n').every((line) => /^\s*(?:#|$)/.test(line)) ? 'env' : undefined;
};

/** As `env -0` and /proc/PID/environ write it; anything else with zero bytes is no text. */
const isZeroSeparated = (text: string): boolean =>
  text.split('\0').every((entry) => entry === '' || /^[A-Za-z_][^=\s\p{Cc}]*=/u.test(entry));

const ofJson = (text: string): FileKind | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? yamlKind(new Set(Object.keys(value))) : undefined;
  } catch {
    return undefined;
  }
};

const ofKeys = (keys: ReadonlySet<string>, text: string): FileKind | UselessKind => {
  if (/\{\{-?\s*(?:\.(?:Values|Release|Chart)\b|include\s+")/.test(text)) return 'chart template';
  // A values file is read as manifests, where it is remarked on.
  return yamlKind(keys);
};

const composeKeys = ['name', 'version', 'services', 'volumes', 'networks', 'configs', 'secrets', 'include'];

const yamlKind = (keys: ReadonlySet<string>): FileKind => {
  if (keys.has('apiVersion') || keys.has('kind')) return 'kubernetes';
  const all = [...keys];
  const isCompose =
    all.some((key) => composeKeys.slice(2).includes(key)) &&
    all.every((key) => composeKeys.includes(key) || key.startsWith('x-'));
  return isCompose ? 'compose' : 'kubernetes';
};

const isEnvName = (path: string): boolean => /^\.env(?:\.|$)|\.env$|^env(?:\.|$)/.test(basename(path));

const ofAssignments = (path: string, text: string): FileKind => {
  if (isEnvName(path)) return 'env';
  if (/^\/etc\/(?:default|sysconfig|conf\.d)\/|\.conf$/.test(path)) return 'systemd';
  return isOutput(text) ? 'process' : 'env';
};

/** Every process has these, and no one writes them into a file by hand; `env` writes no comments and no quotes around values. */
const isOutput = (text: string): boolean =>
  /^PATH=/m.test(text) && /^(?:HOME|HOSTNAME|PWD|SHLVL|USER|_)=/m.test(text) && !/^(?:#|export )/m.test(text);
