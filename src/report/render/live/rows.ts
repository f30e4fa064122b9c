/** Puts what was seen of a live target into rows, which every format shows alike. Pure. */
import type { Live, SeenAddress, SeenCapture, SeenEndpoint } from '../../live-schema.ts';

export const endpointHeads = ['endpoint', 'address', 'claimed', 'seen', 'TLS', 'how'];

/** One row an address. */
export const endpointRows = (live: Live): string[][] =>
  live.endpoints.flatMap((endpoint) =>
    endpoint.addresses.map((one, at) => [
      endpoint.name,
      `${one.url}${one.ip === null || one.ip === one.host ? '' : ` (${one.ip})`}`,
      endpoint.claim,
      one.state,
      [takenVersions(one) || (one.tls?.version ?? ''), ...chosenSuite(one)].filter(Boolean).join('; '),
      [detailOf(one), ...(at === 0 ? remarksOf(endpoint) : [])].filter(Boolean).join('; '),
    ]),
  );

const takenVersions = ({ versions }: SeenAddress): string =>
  Object.entries(versions)
    .filter(([, outcome]) => outcome.startsWith('accepted'))
    .map(([version]) => version)
    .join(', ');

/** What the listener chose of what a client written in Go offers, and what it takes of weak suites. */
const chosenSuite = ({ tls, withCertificate, ciphers }: SeenAddress): string[] => {
  const chosen = tls?.suite ?? withCertificate?.suite;
  const weak = Object.entries(ciphers).filter(([kind]) => kind !== 'ecdhe');
  const taken = weak.filter(([, outcome]) => outcome.startsWith('accepted'));
  return [
    ...(chosen ? [`chose ${chosen}`] : []),
    ...taken.map(([kind, outcome]) => `takes ${kind}: ${outcome}`),
    ...(weak.length > 0 && taken.length === 0 && weak.every(([, outcome]) => outcome.startsWith('refused'))
      ? ['refuses weak suites']
      : []),
  ];
};

const detailOf = (one: SeenAddress): string =>
  [
    ...(one.failed ? [`${one.failed.step}: ${one.failed.detail}`] : []),
    ...(one.plain && one.state !== 'plaintext'
      ? [`plaintext: ${one.plain.answer}${one.plain.detail === null ? '' : ` (${one.plain.detail})`}`]
      : []),
    ...(one.http2 ? [`HTTP/2 in plaintext: ${one.http2.answer}`] : []),
    ...(one.trust?.go === 'refused' ? [`Go refuses the certificate: ${one.trust.reasons.join(', ')}`] : []),
    ...(one.trust?.node ? [`Node says: ${one.trust.node}`] : []),
  ].join('; ');

const remarksOf = ({ untried, differs, addresses, connections }: SeenEndpoint): string[] => [
  ...(differs ? ['its addresses do not answer alike'] : []),
  ...(untried > 0 ? [`${addresses.length} of ${addresses.length + untried} addresses were tried`] : []),
  `${connections} ${connections === 1 ? 'connection' : 'connections'}`,
];

export const certificateHeads = ['endpoint', 'certificate', 'names', 'ends', 'days left', 'a client in Go'];

/** What ends first stands first. */
export const certificateRows = (live: Live): { cells: string[]; soon: boolean; refused: boolean }[] =>
  live.endpoints
    .flatMap((endpoint) =>
      endpoint.addresses.flatMap(({ certificate, trust }) =>
        certificate ? [{ name: endpoint.name, certificate, trust }] : [],
      ),
    )
    .toSorted((a, b) => a.certificate.soonest.daysLeft - b.certificate.soonest.daysLeft)
    .map(({ name, certificate, trust }) => ({
      cells: [
        name,
        `${certificate.subject}${certificate.soonest.subject === certificate.subject ? '' : `; ${certificate.soonest.subject} ends first`}`,
        namesInWords(certificate),
        certificate.soonest.validUntil.slice(0, 10),
        String(certificate.soonest.daysLeft),
        trust ? `${trust.go}${trust.reasons.length > 0 ? `: ${trust.reasons.join(', ')}` : ''}` : '',
      ],
      soon: certificate.soonest.daysLeft < live.expiresWithinDays,
      refused: trust?.go === 'refused',
    }));

/** A certificate for a whole deployment has dozens of names; report.json has more of them. */
const mostNames = 6;

const namesInWords = ({ names, nameCount }: NonNullable<SeenAddress['certificate']>): string => {
  const shown = names.slice(0, mostNames);
  return `${shown.join(', ')}${nameCount > shown.length ? ` and ${nameCount - shown.length} more` : ''}`;
};

export const sessionHeads = ['service', 'database', 'claimed', 'sessions', 'from', 'the account sees'];

export const sessionRows = (live: Live): string[][] =>
  live.databases.map(({ service, address, claim, sessions, sessionCount, sees, failed, account }) => {
    const visible = sessions.filter(({ tls }) => tls !== null);
    const kinds = Map.groupBy(visible, ({ tls, version, clientCertificate }) =>
      tls
        ? `${version ?? 'TLS'}${clientCertificate === null ? '' : ` with ${clientCertificate}`}`
        : 'plaintext',
    );
    const from = [...new Set(visible.map((one) => one.from ?? 'a local socket'))];
    return [
      service,
      address,
      claim,
      failed ??
        ([...kinds].map(([kind, some]) => `${some.length} ${kind}`).join(', ') ||
          (sessionCount > 0 ? `${sessionCount} that it may not see` : 'none')),
      from.join(', '),
      `${account}: ${sees}`,
    ];
  });

export const hopHeads = ['from', 'to', 'listener', 'configured', 'observed', 'agree'];

export const hopRows = (live: Live): { cells: string[]; differs: boolean }[] =>
  live.hops.map((hop) => ({
    cells: [
      ...[hop.from, hop.to, hop.listener],
      hop.configured ?? 'not in the files',
      hop.observed ?? 'not seen',
      hop.agrees === null ? '' : hop.agrees ? 'yes' : 'no',
    ],
    differs: hop.agrees === false,
  }));

export const captureHeads = ['connection', 'from', 'to', 'connections', 'opened with', 'TLS', 'notes'];

const counted = (some: Readonly<Record<string, number>>): string =>
  Object.entries(some)
    .map(([what, n]) => `${n} ${what}`)
    .join(', ');

export const captureRows = (live: Live): string[][] =>
  (live.capture?.groups ?? []).map((group) => [
    group.hop ?? '',
    group.from,
    group.to,
    String(group.connections),
    [counted(group.openings), counted(group.postgres)].filter(Boolean).join('; '),
    counted(group.tlsVersions),
    [
      ...(group.credentials > 0 ? [`${group.credentials} with a password or a token in plaintext`] : []),
      ...refusedInWords(group),
      ...(group.serverNames.length > 0 ? [`names asked for: ${group.serverNames.join(', ')}`] : []),
    ].join('; '),
  ]);

const refusedInWords = ({ refused = { tls: 0, plaintext: 0 } }: SeenCapture['groups'][number]): string[] => [
  ...(refused.tls > 0 ? [`${refused.tls} with TLS that the server did not take`] : []),
  ...(refused.plaintext > 0 ? [`${refused.plaintext} in plaintext that the server did not take`] : []),
];

/** What a capture holds in all, and what limits it. */
export const captureInWords = ({ capture }: Live): string[] =>
  capture === null
    ? []
    : [
        `${capture.file}: ${capture.packets} packets, ${capture.connections} connections${capture.groupCount > capture.groups.length ? `; ${capture.groups.length} of ${capture.groupCount} groups are shown` : ''}.`,
        ...capture.notes,
      ];

export const messageHeads = ['endpoint', 'secret', 'became', 'detail'];

export const messageRows = (live: Live): string[][] =>
  live.messages.map(({ endpoint, attempt, outcome, detail }) => [
    endpoint,
    attempt === 'right-secret' ? 'right' : 'wrong',
    outcome,
    detail,
  ]);

export const encryptedUpTo =
  'PostgreSQL says how a session is encrypted up to the address that it sees: behind a pooler, what lies before it stays unseen.';
