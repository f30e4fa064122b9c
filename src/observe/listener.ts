/** Everything that is asked of a listener from outside. */
export { probePlain } from './listener/plain.ts';
export { probeTls, type TlsProbeOptions } from './listener/tls.ts';
export {
  type Offerable,
  probeVersion,
  probeVersions,
  proveVersionProbe,
  tlsVersions,
} from './listener/versions.ts';
export { answers } from './listener/ready.ts';
export type { ListenerProtocol, ProbeOptions, StreamProtocol } from './listener/protocol.ts';
