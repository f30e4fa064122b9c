/** Lets a worker that has its own network reach the backplane, which is outside of it, at the same addresses. */
import { openPassage } from '../probe/tap/passage.ts';
import type { Surroundings } from './context.ts';

export const openPassages = async ({ backplane }: Pick<Surroundings, 'backplane'>): Promise<void> => {
  const ports = Object.values(backplane).flatMap(({ port, secure }) => [port, secure?.port ?? port]);
  await Promise.all([...new Set(ports)].map((port) => openPassage({ host: loopback, port })));
};

const loopback = '127.0.0.1';
