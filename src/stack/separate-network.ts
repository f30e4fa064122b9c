/** Gives this worker its own network, in which PostgreSQL and the backplane are where they are outside of it. */
import { openPassage } from '../probe/tap/passage.ts';
import { enterOwnNamespace } from '../system/network/namespace.ts';
import type { RunDescription } from './context.ts';

/** To be called before the thread opens a socket or starts a program. */
export const separateNetwork = async ({ postgres, backplane }: RunDescription): Promise<void> => {
  await enterOwnNamespace();
  const ports = [
    ...Object.values(postgres?.servers ?? {}).map(({ port }) => port),
    ...Object.values(backplane).flatMap(({ port, secure }) => [port, secure?.port ?? port]),
  ];
  await Promise.all([...new Set(ports)].map((port) => openPassage({ host: loopback, port })));
};

const loopback = '127.0.0.1';
