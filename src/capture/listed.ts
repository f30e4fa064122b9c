/** Tells which ends of connections are endpoints that the caller has listed. */
import type { CapturedEnd, ListedEnd } from './model.ts';

export type IsListed = (end: CapturedEnd) => boolean;

export const isListed = (listed: readonly ListedEnd[]): IsListed => {
  const whole = new Set(listed.filter(({ port }) => port === undefined).map(({ address }) => address));
  const exact = new Set(listed.map(({ address, port }) => `${address} ${port}`));
  return ({ address, port }) => whole.has(address) || exact.has(`${address} ${port}`);
};
