/** Names what listens in the test process, so that containers can reach it. */

/** Domain of the names by which containers reach what listens in the test process. */
const PEER_DOMAIN = 'conformance.test';

export const peerHost = (name: string): string => `${name}.${PEER_DOMAIN}`;

/**
 * Every such name in a service's environment and arguments. They are read from there because one
 * process names the peers and another one starts the service.
 */
export const peersIn = (texts: readonly string[]): string[] => [
  ...new Set(texts.flatMap((text) => text.match(names) ?? [])),
];

const names = new RegExp(String.raw`\b[a-z0-9-]+\.${PEER_DOMAIN.replace('.', '\\.')}\b`, 'g');
