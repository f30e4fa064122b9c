/** Chains about which certificates lead to an anchor, with what crypto/x509 of Go says of each. */
import type { KeyObject } from 'node:crypto';
import { ecKey, make, nameOf, type Made } from './maker.ts';
import { chainOf, leafOf, middleOf, rootOf, row, three, two, type Row } from './parts.ts';

/** Two authorities, each issued by the other. */
const eachOther = (): { first: Made; second: Made; other: KeyObject } => {
  const one = ecKey();
  const other = ecKey();
  const first = make({
    subject: 'one',
    ca: true,
    key: one,
    issuer: make({ subject: 'other', key: other }),
  });
  const second = make({
    subject: 'other',
    ca: true,
    key: other,
    issuer: make({ subject: 'one', key: one }),
  });
  return { first, second, other };
};

export const pathsRows: Row[] = [
  row('a leaf of the root', 'accepted', two({})),
  row('with an intermediate', 'accepted', three({})),
  row(
    'the intermediate is not presented',
    'refused',
    () => {
      const { presented, ...more } = three({})();
      return { presented: presented.slice(0, 1), ...more };
    },
    'no intermediate certificate is presented',
  ),
  row('in another order, with the root', 'accepted', () => {
    const anchor = rootOf();
    const between = middleOf(anchor);
    return chainOf([leafOf(between), anchor, between], [anchor]);
  }),
  row('with a certificate that has nothing to do with it', 'accepted', () => {
    const anchor = rootOf();
    return chainOf([leafOf(anchor), make({ subject: 'stranger' })], [anchor]);
  }),
  row('the intermediate alone is trusted', 'accepted', () => {
    const between = middleOf(rootOf());
    return chainOf([leafOf(between)], [between]);
  }),
  row('the leaf itself is trusted', 'accepted', () => {
    const leaf = leafOf(rootOf());
    return chainOf([leaf], [leaf]);
  }),
  row('signed by itself and trusted', 'accepted', () => {
    const leaf = make({ names: ['a.example.com'] });
    return chainOf([leaf], [leaf]);
  }),
  row(
    'signed by itself, not trusted',
    'refused',
    () => chainOf([make({ names: ['a.example.com'] })], [rootOf()]),
    'none of the given CAs',
  ),
  row(
    'another root of the same name',
    'refused',
    () => chainOf([leafOf(rootOf())], [rootOf({ key: ecKey() })]),
    'another key',
  ),
  row('two roots of the same name, the second is right', 'accepted', () => {
    const anchor = rootOf();
    return chainOf([leafOf(anchor)], [rootOf({ key: ecKey() }), anchor]);
  }),
  row(
    'names that differ in their encoding alone',
    'refused',
    () => {
      const anchor = rootOf({ nameTag: 0x13 });
      return chainOf([leafOf(anchor, { issuerName: nameOf('root', 0x0c) })], [anchor]);
    },
    'none of the given CAs',
  ),
  row('identifiers of keys that do not fit', 'accepted', () => {
    const anchor = rootOf();
    const other = { ...anchor, spki: Buffer.alloc(20) };
    return chainOf([leafOf(other)], [anchor]);
  }),
  row(
    'without identifiers of keys',
    'accepted',
    two({ root: { identifiers: false }, leaf: { identifiers: false } }),
  ),
  row('two intermediates of one name and key, the first has ended', 'accepted', () => {
    const anchor = rootOf();
    const ended = middleOf(anchor, { days: [-20, -10] });
    const now = middleOf(anchor);
    return chainOf([leafOf(now), ended, now], [anchor]);
  }),
  row(
    'intermediates that issue each other, trusted by none',
    'refused',
    () => {
      const { first, second } = eachOther();
      return chainOf([leafOf(first), first, second], [rootOf()]);
    },
    'none of the given CAs',
  ),
  row('intermediates that issue each other, and one that leads on', 'accepted', () => {
    const anchor = rootOf();
    const { first, second, other } = eachOther();
    const out = make({ subject: 'other', ca: true, key: other, issuer: anchor });
    return chainOf([leafOf(first), first, second, out], [anchor]);
  }),
  row('more candidates of one name than Go tries', 'refused', () => {
    const anchor = rootOf();
    const names = Array.from({ length: 12 }, (_, at) => ecKey(at % 2 ? 'P-256' : 'P-384'));
    const all = names
      .flatMap((key) =>
        names.map((issuer) =>
          make({ subject: 'x', ca: true, key, issuer: make({ subject: 'x', key: issuer }) }),
        ),
      )
      .slice(0, 30);
    return chainOf([leafOf({ ...make({ subject: 'x', key: names[0]! }) }), ...all], [anchor]);
  }),
];
