/** Gives this worker its own network, in which the backplane is where it is outside of it. */
import { openPassage } from '../probe/tap/passage.ts';
import { enterOwnNamespace } from '../system/network/namespace.ts';
import type { RunDescription } from './context.ts';

/** To be called before the thread opens a socket or starts a program. */
export const separateNetwork = async ({ backplane }: RunDescription): Promise<void> => {
  await enterOwnNamespace();
  const ports = Object.values(backplane).flatMap(({ port, secure }) => [port, secure?.port ?? port]);
  await Promise.all([...new Set(ports)].map((port) => openPassage({ host: loopback, port })));
};

const loopback = '127.0.0.1';
