/** Puts chains together of a root, intermediates and a leaf that are right but for what a row asks for. */
import { ecKey, make, rsaKey, type Made, type Wanted } from './maker.ts';

export interface Chain {
  /** PEM of each, the leaf first. */
  presented: string[];
  anchors: string[];
  host: string;
}

export interface Row {
  what: string;
  chain: () => Chain;
  /** `not judged` where this suite says so; Go's own verdict is beside it. */
  verdict: 'accepted' | 'refused' | 'not judged';
  /** Part of the reason. */
  why?: string;
}

export const server = '1.3.6.1.5.5.7.3.1';
export const client = '1.3.6.1.5.5.7.3.2';
export const anyUsage = '2.5.29.37.0';
export const codeSigning = '1.3.6.1.5.5.7.3.3';

export const shared = {
  rsa: rsaKey(2048),
  weak: rsaKey(1024),
  root: ecKey(),
  middle: ecKey(),
  leaf: ecKey(),
};

export const rootOf = (more: Wanted = {}): Made =>
  make({ subject: 'root', ca: true, key: shared.root, ...more });
export const middleOf = (issuer: Made, more: Wanted = {}): Made =>
  make({ subject: 'middle', ca: true, key: shared.middle, issuer, ...more });
export const leafOf = (issuer: Made, more: Wanted = {}): Made =>
  make({
    ...{ subject: 'leaf', ca: false, key: shared.leaf, eku: [server], names: ['a.example.com'], issuer },
    ...more,
  });

export const chainOf = (presented: Made[], anchors: Made[], host = 'a.example.com'): Chain => ({
  presented: presented.map(({ pem }) => pem),
  anchors: anchors.map(({ pem }) => pem),
  host,
});

interface Parts {
  root?: Wanted;
  middle?: Wanted;
  leaf?: Wanted;
  host?: string;
}

/** A leaf of a root. */
export const two =
  ({ root, leaf, host }: Parts) =>
  (): Chain => {
    const anchor = rootOf(root);
    return chainOf([leafOf(anchor, leaf)], [anchor], host);
  };
/** A leaf of an intermediate of a root. */
export const three =
  ({ root, middle, leaf, host }: Parts) =>
  (): Chain => {
    const anchor = rootOf(root);
    const between = middleOf(anchor, middle);
    return chainOf([leafOf(between, leaf), between], [anchor], host);
  };
/** Leaf, intermediates one above the other, root. */
export const tall =
  (above: readonly Wanted[], root: Wanted = {}) =>
  (): Chain => {
    const anchor = rootOf(root);
    const middles: Made[] = [];
    for (const [at, one] of above.entries())
      middles.unshift(make({ subject: `middle-${at}`, ca: true, issuer: middles[0] ?? anchor, ...one }));
    return chainOf([leafOf(middles[0] ?? anchor), ...middles], [anchor]);
  };

export const row = (what: string, verdict: Row['verdict'], chain: Row['chain'], why?: string): Row => ({
  ...{ what, verdict, chain },
  ...(why !== undefined && { why }),
});
