/** Looks at a deployment within one test, at whose end its servers and results go. */
import type net from 'node:net';
import { onTestFinished } from 'vitest';
import { lookAndJudge, opened, type Judged } from './look.ts';

export { outcomes } from './look.ts';

/** Until the test ends. */
export const portOf = async (server: net.Server): Promise<number> => {
  const { port, ...held } = await opened(server);
  onTestFinished(() => held[Symbol.asyncDispose]());
  return port;
};

export const look = async (
  said: Parameters<typeof lookAndJudge>[0],
  filters: { rules?: string[] } = {},
  configured: (Parameters<typeof lookAndJudge>[1] & object)['configured'] = { hops: [] },
): Promise<Judged> => {
  const judged = await lookAndJudge(said, { ...filters, configured });
  onTestFinished(() => judged[Symbol.dispose]());
  return judged;
};
