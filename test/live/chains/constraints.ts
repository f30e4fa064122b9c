/** Chains about name constraints, and what is not judged, with what crypto/x509 of Go says of each. */
import { implicit, objectIdentifier, sequence } from '../../../certs/der.ts';
import { extension, subtree } from './maker.ts';
import { row, three, type Row } from './parts.ts';

export const constraintsRows: Row[] = [
  row('a name that is permitted', 'accepted', three({ middle: { permitted: [subtree.dns('example.com')] } })),
  row(
    'a name that is not permitted',
    'refused',
    three({ middle: { permitted: [subtree.dns('example.org')] } }),
    'a.example.com is not permitted',
  ),
  row(
    'a second name that is not permitted',
    'refused',
    three({
      middle: { permitted: [subtree.dns('example.com')] },
      leaf: { names: ['a.example.com', 'a.example.org'] },
    }),
    'a.example.org is not permitted',
  ),
  row(
    'a name that is excluded',
    'refused',
    three({ middle: { excluded: [subtree.dns('a.example.com')] } }),
    'a.example.com is excluded',
  ),
  row(
    'a name beside what is excluded',
    'accepted',
    three({ middle: { excluded: [subtree.dns('b.example.com')] } }),
  ),
  row(
    'a name that ends alike and lies elsewhere',
    'refused',
    three({ middle: { permitted: [subtree.dns('ample.com')] } }),
    'not permitted',
  ),
  row('what lies below the dot', 'accepted', three({ middle: { permitted: [subtree.dns('.example.com')] } })),
  row(
    'the name above the dot',
    'refused',
    three({ middle: { permitted: [subtree.dns('.a.example.com')] } }),
    'not permitted',
  ),
  row(
    'upper case in a constraint',
    'accepted',
    three({ middle: { permitted: [subtree.dns('EXAMPLE.com')] } }),
  ),
  row('every name is excluded', 'refused', three({ middle: { excluded: [subtree.dns('')] } }), 'is excluded'),
  row(
    'a wildcard over an excluded name',
    'refused',
    three({ middle: { excluded: [subtree.dns('b.example.com')] }, leaf: { names: ['*.example.com'] } }),
    '*.example.com is excluded',
  ),
  row(
    'a wildcard within what is permitted',
    'accepted',
    three({ middle: { permitted: [subtree.dns('example.com')] }, leaf: { names: ['*.example.com'] } }),
  ),
  row(
    'constraints of the root',
    'refused',
    three({ root: { permitted: [subtree.dns('example.org')] } }),
    'not permitted',
  ),
  row(
    'constraints of an intermediate on its CA alone',
    'accepted',
    three({ middle: { names: ['middle.example.org'], permitted: [subtree.dns('example.com')] } }),
  ),
  row(
    'an intermediate whose own name is not permitted',
    'refused',
    three({ root: { permitted: [subtree.dns('example.com')] }, middle: { names: ['middle.example.org'] } }),
    'middle.example.org is not permitted',
  ),
  row(
    'a name that may not end with a dot, under constraints',
    'refused',
    three({
      middle: { permitted: [subtree.dns('example.com')] },
      leaf: { names: ['a.example.com', 'b.example.com.'] },
    }),
    'cannot be read',
  ),
  row(
    'an address that is permitted',
    'accepted',
    three({
      middle: { permitted: [subtree.ip('10.0.0.0', '255.0.0.0')] },
      leaf: { ips: ['10.1.2.3'] },
      host: '10.1.2.3',
    }),
  ),
  row(
    'an address that is not permitted',
    'refused',
    three({
      middle: { permitted: [subtree.ip('10.0.0.0', '255.0.0.0')] },
      leaf: { ips: ['11.1.2.3'] },
      host: '11.1.2.3',
    }),
    'an IP address is not permitted',
  ),
  row(
    'an address that is excluded',
    'refused',
    three({
      middle: { excluded: [subtree.ip('10.1.0.0', '255.255.0.0')] },
      leaf: { ips: ['10.1.2.3'] },
      host: '10.1.2.3',
    }),
    'an IP address is excluded',
  ),
  row(
    'IPv6 where IPv4 alone is permitted',
    'refused',
    three({
      middle: { permitted: [subtree.ip('10.0.0.0', '255.0.0.0')] },
      leaf: { ips: ['fd00::1'] },
      host: 'fd00::1',
    }),
    'an IP address is not permitted',
  ),
  row(
    'IPv6 that is permitted',
    'accepted',
    three({
      middle: { permitted: [subtree.ip('fd00::', 'ffff::')] },
      leaf: { ips: ['fd00::1'] },
      host: 'fd00::1',
    }),
  ),
  row(
    'an address where names alone are constrained',
    'accepted',
    three({
      middle: { permitted: [subtree.dns('example.com')] },
      leaf: { ips: ['10.1.2.3'] },
      host: '10.1.2.3',
    }),
  ),
  row(
    'a mask with a hole',
    'refused',
    three({ middle: { permitted: [subtree.ip('10.0.0.0', '255.0.255.0')] } }),
    'Go cannot read',
  ),
  row(
    'constraints of directory names, which Go does not handle',
    'refused',
    three({ middle: { permitted: [subtree.directory('x')] } }),
    'critical extension that Go does not handle (2.5.29.30)',
  ),
  row(
    'empty constraints',
    'refused',
    three({ middle: { extensions: [extension('2.5.29.30', sequence(), true)] } }),
    'Go cannot read',
  ),
  row(
    'a URI that is permitted',
    'accepted',
    three({
      middle: { permitted: [subtree.uri('example.com')] },
      leaf: { others: [implicit(6, Buffer.from('spiffe://a.example.com/users'))] },
    }),
  ),
  row(
    'a URI that is not permitted',
    'refused',
    three({
      middle: { permitted: [subtree.uri('example.org')] },
      leaf: { others: [implicit(6, Buffer.from('spiffe://a.example.com/users'))] },
    }),
    'is not permitted',
  ),
  row(
    'a URI without a domain, under constraints',
    'refused',
    three({
      middle: { permitted: [subtree.dns('example.com')] },
      leaf: { others: [implicit(6, Buffer.from('urn:users'))] },
    }),
    'a URI without a domain',
  ),
  row(
    'a mail address under constraints',
    'not judged',
    three({
      middle: { permitted: [subtree.dns('example.com'), subtree.mail('example.com')] },
      leaf: { others: [implicit(1, Buffer.from('a@example.com'))] },
    }),
    'mail addresses',
  ),
  row(
    'policies that are demanded',
    'not judged',
    three({
      middle: { extensions: [extension('2.5.29.36', sequence(implicit(0, Buffer.from([0]))), true)] },
    }),
    'policies',
  ),
  row(
    'policies that are named',
    'accepted',
    three({
      middle: { extensions: [extension('2.5.29.32', sequence(sequence(objectIdentifier('2.5.29.32.0'))))] },
    }),
  ),
];
