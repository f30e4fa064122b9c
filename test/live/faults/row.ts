/** What a fault of a deployment is, of which exactly the declared rules must turn red. */
import type net from 'node:net';
import { ca } from '../../fixtures/peers/known-good.ts';
import type { Deployment, LiveEndpoint } from '../../../src/live/file/deployment.ts';
import type { Claim } from '../../../src/live/file/schema.ts';
import { opened } from '../look.ts';
import { deployment, endpoint } from '../material.ts';

export interface Made extends AsyncDisposable {
  said: Deployment;
  /** Path of a capture. */
  capture?: string;
}

export interface FaultRow {
  fault: string;
  /** Rules that turn red by it, and no other; the first is what it is about. */
  reds: readonly [string, ...string[]];
  /** What is claimed, where the rule has a case for each claim. */
  claim?: string;
  oldVersions?: true;
  make: (isFaulty: boolean) => Promise<Made>;
}

export const trusted = { ca, serverName: 'localhost' };

/** One endpoint of one server; the fault is that it is another one. */
export const served =
  (
    url: string,
    { sound, faulty }: { sound: () => net.Server; faulty: () => net.Server },
    more: Partial<LiveEndpoint> & { claim?: Claim } = {},
  ): FaultRow['make'] =>
  async (isFaulty) => {
    const { port, ...held } = await opened((isFaulty ? faulty : sound)());
    const [name = '', scheme = ''] = url.split(' ');
    const isTls = /^(https|grpcs|mqtts|wss|mqtt\+wss)$/.test(scheme);
    const one = endpoint(name, `${scheme}://127.0.0.1:${port}`, { ...(isTls && trusted), ...more });
    return { said: deployment([one]), ...held };
  };
