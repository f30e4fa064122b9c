/** Gives the tests of live targets a folder with certificates, and a deployment as the file would have it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addressOf } from '../../src/live/file/address.ts';
import type { Deployment, LiveEndpoint } from '../../src/live/file/deployment.ts';
import { schemes, type Claim } from '../../src/live/file/schema.ts';

/** A folder for the files of one test. */
export const folderOf = (
  files: Readonly<Record<string, string>>,
): Disposable & {
  at: (name: string) => string;
  /** @returns its path */
  write: (name: string, bytes: Uint8Array) => string;
} => {
  const folder = mkdtempSync(join(tmpdir(), 'live-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return {
    at: (name) => join(folder, name),
    write: (name, bytes) => {
      writeFileSync(join(folder, name), bytes);
      return join(folder, name);
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  };
};

const refuse = (_: readonly string[], expected: string): never => {
  throw new Error(expected);
};

export const endpoint = (
  name: string,
  url: string | readonly string[],
  more: Partial<LiveEndpoint> & { claim?: Claim } = {},
): LiveEndpoint => {
  const placed = [url].flat().map((one) => addressOf(['at'], one, { refuse }));
  const { protocol, tls } = schemes[placed[0]!.scheme];
  const [service = name, listener = protocol] = name.split('.');
  return {
    ...{ name, service, listener, protocol },
    claim: tls ? 'tls' : 'plaintext',
    addresses: placed.map(({ address }) => address),
    ...more,
  };
};

export const deployment = (endpoints: LiveEndpoint[], more: Partial<Deployment> = {}): Deployment => ({
  file: 'deployment.yaml',
  expiresWithinDays: 7,
  configuredBy: [],
  databases: [],
  hops: [],
  secrets: [],
  endpoints,
  ...more,
});
