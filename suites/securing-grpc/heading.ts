/** Securing gRPC, on whole deployments. */
import { heading } from '../rule.ts';
import { defaultIsInsecure, rotation, tlsCanBeActivated } from './default-and-tls.ts';
import { oneSidedFailsClosed } from './one-sided.ts';
import { defaultOfServices, tlsOfServices } from './services.ts';

export const securingGrpc = heading('grpc', [
  defaultIsInsecure,
  defaultOfServices,
  tlsCanBeActivated,
  tlsOfServices,
  oneSidedFailsClosed,
  rotation,
]);
