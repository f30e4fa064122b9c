/** Gathers the probes of a listener from outside. */
export { probePlain } from './listener/plain.ts';
export { probeHttp2 } from './listener/http2.ts';
export { probeTls, type TlsProbeOptions } from './listener/tls.ts';
export { clientOffers, type ClientPairs, probeByClient, proveByClient } from './listener/by-client.ts';
export {
  type Offerable,
  probeVersion,
  probeVersions,
  proveVersionProbe,
  tlsVersions,
} from './listener/versions.ts';
export {
  cipherOffers,
  type OfferableCiphers,
  probeCipher,
  probeCiphers,
  proveCipherProbe,
} from './listener/ciphers.ts';
export { proveVerification, type VerificationProof } from './listener/prove-verification.ts';
export { answers } from './listener/ready.ts';
export type { ListenerProtocol, ProbeOptions, StreamProtocol } from './listener/protocol.ts';
