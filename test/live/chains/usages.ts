/** Chains about what a certificate may be used for, and who may issue, with what crypto/x509 of Go says of each. */
import { make } from './maker.ts';
import {
  anyUsage,
  chainOf,
  client,
  codeSigning,
  leafOf,
  rootOf,
  row,
  server,
  tall,
  three,
  two,
  type Row,
} from './parts.ts';

export const usagesRows: Row[] = [
  row(
    'a leaf for clients',
    'refused',
    two({ leaf: { eku: [client] } }),
    'its extended key usage is not that of a server',
  ),
  row('a leaf for clients and servers', 'accepted', two({ leaf: { eku: [client, server] } })),
  row('a leaf for anything', 'accepted', two({ leaf: { eku: [anyUsage] } })),
  row('a leaf without an extended usage', 'accepted', two({ leaf: { eku: [] } })),
  row(
    'an intermediate for clients',
    'refused',
    three({ middle: { eku: [client] } }),
    'not for certificates of servers',
  ),
  row('an intermediate for servers', 'accepted', three({ middle: { eku: [server] } })),
  row('an intermediate for anything', 'accepted', three({ middle: { eku: [anyUsage] } })),
  row(
    'a root for signing code',
    'refused',
    two({ root: { eku: [codeSigning] } }),
    'not for certificates of servers',
  ),
  row(
    'a usage that none knows',
    'refused',
    two({ leaf: { eku: ['1.3.6.1.4.1.99999.1'] } }),
    'extended key usage',
  ),
  row(
    'a trusted leaf for clients',
    'refused',
    () => {
      const leaf = leafOf(rootOf(), { eku: [client] });
      return chainOf([leaf], [leaf]);
    },
    'extended key usage',
  ),
  row('an intermediate that is no CA', 'refused', three({ middle: { ca: false } }), 'CN=middle is no CA'),
  row(
    'an intermediate without basic constraints',
    'refused',
    () => {
      const anchor = rootOf();
      const between = make({ subject: 'middle', issuer: anchor });
      return chainOf([leafOf(between), between], [anchor]);
    },
    'CN=middle is no CA',
  ),
  row(
    'a root without basic constraints',
    'refused',
    () => {
      const anchor = make({ subject: 'root' });
      return chainOf([leafOf(anchor)], [anchor]);
    },
    'CN=root is no CA',
  ),
  row('a root of version 1', 'accepted', two({ root: { version: 1 } })),
  row('an intermediate of version 1', 'refused', three({ middle: { version: 1 } }), 'CN=middle is no CA'),
  row('a leaf that says it is a CA', 'accepted', two({ leaf: { ca: true } })),
  row(
    'an intermediate that may not issue',
    'refused',
    three({ middle: { usage: 0x80 } }),
    'CN=middle may not issue',
  ),
  row('an intermediate that may issue', 'accepted', three({ middle: { usage: 0x06 } })),
  row('a root that may not issue', 'refused', two({ root: { usage: 0x80 } }), 'CN=root may not issue'),
  row('no CA below, none there', 'accepted', two({ root: { pathLength: 0 } })),
  row(
    'no CA below, one there',
    'refused',
    three({ root: { pathLength: 0 } }),
    'CN=root allows 0 CAs below it, and 1 stand there',
  ),
  row('one CA below, two there', 'refused', tall([{}, {}], { pathLength: 1 }), 'CN=root allows 1 CAs'),
  row('two CAs below, two there', 'accepted', tall([{}, {}], { pathLength: 2 })),
  row(
    'an intermediate with none below, one there',
    'refused',
    tall([{ pathLength: 0 }, {}]),
    'CN=middle-0 allows 0 CAs',
  ),
  row('a chain of twelve', 'accepted', tall(Array.from({ length: 10 }, () => ({})))),
];
