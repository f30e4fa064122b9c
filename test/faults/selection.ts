/**
 * Selects cases that stand for the catalogue: a listener, a byte probe that must not miss anything, PostgreSQL accepted
 * and refused, a peer accepted and refused.
 */
export const few = [
  'server.pair-is-tls/users.http/cert-key',
  'server.bad-pair-never-plaintext/users.http/key-garbage',
  'postgres.required-encrypts/users/client-pair-right',
  'postgres.required-refuses-plaintext/users/no-files',
  'postgres.verify-full/users/right-root-and-name',
  'postgres.verify-full/users/other-root',
  'ca.trusts-only-those/http-adapter/peer-of-another-ca',
  'ca.trusts-only-those/http-adapter/expired',
] as const;

/** Cases whose run lasts long enough to break something in the middle of it. */
export const many = [
  ...few,
  'postgres.verify-*/users/*',
  'postgres.required-*/users/*',
  'ca.trusts-only-those/http-adapter/*',
] as const;

/** Cases whose services have to exit with an error on the console, and need no database. */
export const refusals = ['ca.*-stops-start/http-adapter/*'] as const;

/** A listener, PostgreSQL and a peer, and no more: containers take their time. */
export const fewest = [
  'server.pair-is-tls/users.http/cert-key',
  'postgres.verify-full/users/other-root',
  'ca.trusts-only-those/http-adapter/expired',
] as const;

/** One case for each instrument, so that whatever blinds one of them shows. */
export const instruments = [
  ...few,
  'server.none-is-insecure/users.http/neither-set',
  'server.modern-tls/users.http/*',
  'server.pair-is-tls/clients.grpc/cert-key',
  'ca.set-uses-tls/*/ca-file-of-the-peers-issuer',
  'standalone.authorizes-its-user/**',
  'standalone.never-calls-auth/**',
  'standalone.carries-messages/mqtt-adapter/*',
] as const;
