/** Reads a deployment file, and names the line and key of what is wrong with it. */
import { dirname, isAbsolute, join } from 'node:path';
import type { z } from 'zod';
import { offsetOf, valueAt } from '../../judge/written-entries.ts';
import { UsageError } from '../../model/errors.ts';
import { knownReleases } from '../../release/load.ts';
import { parseYaml } from '../../system/parse-yaml.ts';
import { readUserFile, sizes } from '../../system/read-user-file.ts';
import { addressOf, type Placed } from './address.ts';
import type { Deployment, LiveDatabase, LiveDevice, LiveEndpoint, LiveHop } from './deployment.ts';
import type { Reading } from './reading.ts';
import { readAuthority, readCertificate, readIdentity, readSecret } from './material.ts';
import { deploymentFileSchema, schemes, type DeploymentFile } from './schema.ts';

/** @throws UsageError */
export const readDeployment = (path: string): Deployment => {
  const text = readUserFile(path, 'a deployment file', 'check the path given with --deployment', sizes.yaml);
  const { value, document, problems, lineOf } = parseYaml(text);
  const [broken] = problems;
  if (!document || broken) {
    throw new UsageError(
      `${path}:${broken?.line ?? 1}: a YAML document`,
      // What follows a colon may be a secret.
      (broken?.found ?? 'something else').replace(/:.*/s, ''),
      'mend that line; docs/live.md has an example',
    );
  }
  const placed = (keys: readonly PropertyKey[]): string => `${path}:${lineOf(offsetOf(document, keys))}`;
  const read = deploymentFileSchema.safeParse(value);
  if (!read.success) throw misfit(value, read.error.issues, placed);
  const reading: Reading = {
    refuse: (keys, expected, found, todo) => {
      throw new UsageError(`${placed(keys)}: ${keys.join('.')}: ${expected}`, found, todo);
    },
    fileAt: (file) => (isAbsolute(file) ? file : join(dirname(path), file)),
    secrets: new Set(),
  };
  return deploymentOf(path, read.data, reading);
};

const misfit = (
  value: unknown,
  issues: readonly z.core.$ZodIssue[],
  placed: (keys: readonly PropertyKey[]) => string,
): UsageError => {
  const [issue] = issues.map((one) => ({ ...one, at: keysOf(one) })) as [
    z.core.$ZodIssue & { at: PropertyKey[] },
  ];
  const more = issues.length - 1;
  const key = issue.path.map(String).join('.');
  return new UsageError(
    `${placed(issue.at)}: ${key === '' ? '' : `${key}: `}${wanted(issue)}`,
    foundIn(value, issue),
    `mend that line${more > 0 ? ` (${more} more ${more === 1 ? 'problem follows' : 'problems follow'})` : ''}; docs/live.md lists all keys`,
  );
};

const keysOf = (issue: z.core.$ZodIssue): PropertyKey[] =>
  issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : [...issue.path];

const wanted = (issue: z.core.$ZodIssue): string => {
  if (issue.code === 'unrecognized_keys') return 'a key that is known';
  if (issue.code === 'invalid_key') return issue.issues[0]?.message ?? 'a name that is known';
  if (issue.code === 'invalid_union') return 'scheme://host:port, or a list of up to 3 of them';
  if (issue.code !== 'invalid_type') return issue.message;
  return (
    { object: 'a mapping', record: 'a mapping', array: 'a list', string: 'a text', int: 'a whole number' }[
      issue.expected as string
    ] ?? issue.message
  );
};

/** Values may be secrets, and a key may be one that was pasted in a wrong place: words of the format alone are shown. */
const foundIn = (root: unknown, issue: z.core.$ZodIssue): string => {
  if (issue.code === 'unrecognized_keys') {
    const shown = issue.keys.filter((key) => /^[a-zA-Z_-]{1,24}$/.test(key));
    return shown.length > 0 ? `the unknown key ${shown.join(', ')}` : 'an unknown key';
  }
  const value = valueAt(root, issue.path);
  if (value === undefined || value === null) return 'nothing';
  if (typeof value === 'object') return Array.isArray(value) ? 'a list' : 'a mapping';
  const shows =
    issue.path.at(-1) === 'claim' ||
    issue.path.at(-1) === 'expiresWithinDays' ||
    issue.path.at(-1) === 'account';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return shows && /^[\w .-]{1,40}$/.test(text) ? `"${text}"` : 'another value';
};

const deploymentOf = (file: string, said: DeploymentFile, reading: Reading): Deployment => {
  if (said.release !== undefined && !knownReleases().includes(said.release)) {
    reading.refuse(
      ['release'],
      `a release that the suite knows: ${knownReleases().join(', ')}`,
      'another one',
      'leave the key out where the release is not known',
    );
  }
  const everyCa = said.ca === undefined ? undefined : readAuthority(['ca'], said.ca, reading);
  const endpoints = Object.entries(said.endpoints).map(([name, one]) =>
    endpointOf(name, one, everyCa, reading),
  );
  const databases = Object.entries(said.databases ?? {}).map(([name, one]) =>
    databaseOf(name, one, everyCa, reading),
  );
  const device = said.device && deviceOf(said.device, endpoints, said.release, reading);
  return {
    file,
    ...(said.release !== undefined && { release: said.release }),
    expiresWithinDays: said.expiresWithinDays,
    configuredBy: (said.configuredBy ?? []).map(reading.fileAt),
    endpoints,
    databases,
    ...(device && { device }),
    hops: (said.hops ?? []).map(hopOf),
    secrets: [...reading.secrets],
  };
};

const endpointOf = (
  name: string,
  said: DeploymentFile['endpoints'][string],
  everyCa: string | undefined,
  reading: Reading,
): LiveEndpoint => {
  const at = (key: string): string[] => ['endpoints', name, key];
  const placed = [said.at].flat().map((url): Placed => addressOf(at('at'), url, reading));
  const [first] = placed as [Placed];
  const other = placed.find(({ scheme }) => scheme !== first.scheme);
  if (other)
    reading.refuse(
      at('at'),
      'addresses of one scheme',
      `${first.scheme} and ${other.scheme}`,
      'give each its own endpoint',
    );
  const { protocol, tls } = schemes[first.scheme];
  const claim = said.claim ?? (tls ? 'tls' : 'plaintext');
  const claimsTls = claim === 'tls' || claim === 'tls-with-client-certificate';
  if (claim !== 'not-reachable' && claimsTls !== tls) {
    reading.refuse(
      at('claim'),
      `a claim that fits the scheme ${first.scheme}: ${tls ? 'tls or tls-with-client-certificate' : 'plaintext'}, or not-reachable`,
      `"${claim}"`,
      'correct the claim, or the scheme of the address',
    );
  }
  if (!tls)
    for (const key of ['client', 'presents', 'ca'] as const)
      if (said[key] !== undefined)
        reading.refuse(
          at(key),
          `no ${key} where the scheme is ${first.scheme}, which is plaintext`,
          key,
          'leave it out, or correct the scheme',
        );
  const [service = name, listener = protocol] = name.split('.');
  const ca = said.ca === undefined ? everyCa : readAuthority(at('ca'), said.ca, reading);
  return {
    ...{ name, service, listener, protocol, claim },
    addresses: placed.map(({ address }) => address),
    ...(said.name !== undefined && { serverName: said.name }),
    ...(ca !== undefined && tls && { ca }),
    ...(said.client && { client: readIdentity(at('client'), said.client, reading) }),
    ...(said.presents !== undefined && { presents: readCertificate(at('presents'), said.presents, reading) }),
  };
};

const databaseOf = (
  service: string,
  said: NonNullable<DeploymentFile['databases']>[string],
  everyCa: string | undefined,
  reading: Reading,
): LiveDatabase => {
  const at = (key: string): string[] => ['databases', service, key];
  let url: URL;
  try {
    url = new URL(said.at.replace(/^postgres(ql)?:/, 'http:'));
  } catch {
    return reading.refuse(at('at'), 'postgres://host:port/database', 'another form', 'write it so');
  }
  const ca = said.ca === undefined ? everyCa : readAuthority(at('ca'), said.ca, reading);
  const password =
    said.password === undefined ? undefined : readSecret(at('password'), said.password, reading);
  return {
    service,
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: said.at.match(/:\d+\//) ? Number(url.port || 80) : 5432,
    database: decodeURIComponent(url.pathname.slice(1)),
    user: said.user,
    ...(password !== undefined && { password }),
    account: said.account,
    ...(ca !== undefined && said.account === 'tls' && { ca }),
    role: said.role ?? said.user,
    claim: said.claim,
  };
};

const hopOf = ({ from, to, at, callers, claim }: NonNullable<DeploymentFile['hops']>[number]): LiveHop => ({
  ...{ from, to, claim, ...(callers && { callers }) },
  at: at.map((end) => {
    const colon = end.lastIndexOf(':');
    return { address: end.slice(0, colon).replace(/^\[(.*)\]$/, '$1'), port: Number(end.slice(colon + 1)) };
  }),
});

const deviceOf = (
  said: NonNullable<DeploymentFile['device']>,
  endpoints: readonly LiveEndpoint[],
  release: string | undefined,
  reading: Reading,
): LiveDevice => {
  const { id, domain, channel, over } = said;
  if (release === undefined) {
    reading.refuse(
      ['device'],
      'release beside a device: topics and paths differ between releases',
      'none',
      'say which release is deployed',
    );
  }
  over.forEach((name, index) => {
    const endpoint = endpoints.find((one) => one.name === name);
    const fits =
      endpoint &&
      ['http', 'mqtt', 'ws', 'coap'].includes(endpoint.protocol) &&
      endpoint.claim !== 'not-reachable';
    if (fits && (endpoint.ca !== undefined || endpoint.claim === 'plaintext')) return;
    const found = fits
      ? 'one of TLS without a CA: its secret would go to a peer that is not verified'
      : endpoint
        ? `one of ${endpoint.protocol}${endpoint.claim === 'not-reachable' ? ', not reachable' : ''}`
        : 'a name that is no endpoint';
    reading.refuse(
      ['device', 'over', String(index)],
      'the name of an endpoint of http, mqtt, ws or coap that is reached',
      found,
      'name endpoints of this file',
    );
  });
  return { id, domain, channel, over, secret: readSecret(['device', 'secret'], said.secret, reading) };
};
