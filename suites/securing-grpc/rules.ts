/** The rules of Securing gRPC. */
import { sentences as s } from '../page.ts';
import type { Rule } from '../vocabulary.ts';

const trust = [s.clientDefinesCas, s.adapterCaFile, s.clientsCaFile];

export const grpcRules = {
  defaultIsInsecure: {
    id: 'grpc.default-is-insecure',
    section: 'grpc',
    basis: 'explicit',
    level: 'must',
    title: 'By default gRPC between the services is plaintext',
    why: 'It is what the page says, and the state that an operator who sets nothing must reckon with.',
    how: 'A whole deployment without any security setting: every gRPC hop opens in plaintext, and messages flow over all four protocols.',
    source: [s.grpcDefault],
    risk: 'safer',
  },
  tlsCanBeActivated: {
    id: 'grpc.tls-can-be-activated',
    section: 'grpc',
    basis: 'explicit',
    level: 'must',
    title: 'TLS can be activated for gRPC',
    why: 'The page promises it; if the documented settings do not reach it, secrets of devices cross the network in the clear.',
    how: 'Server pair on Clients and Users, CA file in each adapter: every hop opens with a ClientHello, messages flow, and a client that has only the CA is served.',
    source: [s.grpcTls, ...trust],
    risk: 'weaker',
  },
  oneSidedFailsClosed: {
    id: 'grpc.one-sided-tls-fails-closed',
    section: 'grpc',
    basis: 'derived',
    level: 'should',
    title: 'TLS on one side only fails closed',
    why: 'A half-configured deployment must stop carrying messages rather than carry them unprotected.',
    how: 'Only the servers, then only the clients are configured: no message is accepted, and the configured side sends no plaintext application byte.',
    source: [s.grpcTls, s.clientDefinesCas],
    risk: 'weaker',
  },
  rotation: {
    id: 'grpc.rotation',
    section: 'grpc',
    basis: 'derived',
    level: 'info',
    title: 'A server certificate can be replaced without touching the clients',
    why: 'Certificates expire; who has to restart every client to replace one will not replace it.',
    how: 'Clients is started again with another certificate of the same authority; messages flow again.',
    source: [s.grpcTls],
    risk: 'availability',
  },
} as const satisfies Record<string, Rule>;
