/** Chains about dates, and the name that is asked for, with what crypto/x509 of Go says of each. */
import { implicit } from '../../../certs/der.ts';
import { chainOf, leafOf, rootOf, row, three, two, type Row } from './parts.ts';

export const datesAndNamesRows: Row[] = [
  row('a leaf that has ended', 'refused', two({ leaf: { days: [-20, -1] } }), 'ended on'),
  row('a leaf that has not begun', 'refused', two({ leaf: { days: [1, 20] } }), 'begins on'),
  row(
    'an intermediate that has ended',
    'refused',
    three({ middle: { days: [-20, -1] } }),
    'CN=middle, on the way to the CA, ended on',
  ),
  row(
    'an intermediate that has not begun',
    'refused',
    three({ middle: { days: [1, 20] } }),
    'CN=middle, on the way to the CA, begins on',
  ),
  row(
    'a root that has ended',
    'refused',
    two({ root: { days: [-20, -1] } }),
    'CN=root, on the way to the CA, ended on',
  ),
  row(
    'a leaf that is trusted and has ended',
    'refused',
    () => {
      const leaf = leafOf(rootOf(), { days: [-20, -1] });
      return chainOf([leaf], [leaf]);
    },
    'ended on',
  ),
  row('good beyond 2050', 'accepted', two({ leaf: { days: [-1, 36_500] } })),
  row('another name', 'refused', two({ host: 'b.example.com' }), 'b.example.com is not among its names'),
  row('a wildcard', 'accepted', two({ leaf: { names: ['*.example.com'] } })),
  row(
    'a wildcard for two labels',
    'refused',
    two({ leaf: { names: ['*.example.com'] }, host: 'b.a.example.com' }),
    'not among its names',
  ),
  row(
    'a wildcard for none',
    'refused',
    two({ leaf: { names: ['*.example.com'] }, host: 'example.com' }),
    'not among its names',
  ),
  row(
    'a part of a label as a wildcard',
    'refused',
    two({ leaf: { names: ['a*.example.com'] }, host: 'ab.example.com' }),
    'not among its names',
  ),
  row('upper case', 'accepted', two({ leaf: { names: ['A.EXAMPLE.com'] } })),
  row('a name that ends with a dot', 'accepted', two({ host: 'a.example.com.' })),
  row('a name with an underscore', 'accepted', two({ leaf: { names: ['users_1'] }, host: 'users_1' })),
  row(
    'the common name alone',
    'refused',
    two({ leaf: { subject: 'a.example.com', names: [] } }),
    'does not look at the common name',
  ),
  row('neither', 'refused', two({ leaf: { subject: '', names: [] } }), 'it has no subject alternative name'),
  row(
    'an IP address among the addresses',
    'accepted',
    two({ leaf: { ips: ['10.0.0.5'] }, host: '10.0.0.5' }),
  ),
  row(
    'an IP address among the names',
    'refused',
    two({ leaf: { names: ['10.0.0.5'] }, host: '10.0.0.5' }),
    '10.0.0.5 is not among its names',
  ),
  row(
    'a name, and addresses alone',
    'refused',
    two({ leaf: { names: [], ips: ['10.0.0.5'] } }),
    'not among its names',
  ),
  row('IPv6, written otherwise', 'accepted', two({ leaf: { ips: ['fd00:0:0:0:0:0:0:1'] }, host: 'fd00::1' })),
  row('IPv4 within IPv6', 'accepted', two({ leaf: { ips: ['::ffff:10.0.0.5'] }, host: '10.0.0.5' })),
  row(
    'a mail address and a URI alone',
    'refused',
    two({
      leaf: {
        names: [],
        others: [
          implicit(1, Buffer.from('a@example.com')),
          implicit(6, Buffer.from('https://a.example.com')),
        ],
      },
    }),
    'no subject alternative name',
  ),
];
