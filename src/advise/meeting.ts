/** Says what becomes of a gRPC hop: what one end speaks, what the other does, and whether Go lets them meet. */
import { isSignedBy } from '../configuration/certificates.ts';
import { checkIdentity, systemTrusts, type Refusal } from './identity.ts';
import type { Listener } from './listeners.ts';
import type { Outgoing } from './outgoing.ts';
import type { Transport } from './schema.ts';
import { hopSubject, shownIn } from './shown.ts';
import type { Shown } from './statement.ts';
import type { World } from './world.ts';

export interface Meeting {
  transport: Transport;
  because: string;
  refusal?: Refusal;
  shown: Shown;
}

export const meet = (outgoing: Outgoing, listener: Listener, host: string, world: World): Meeting => {
  const { calls } = outgoing;
  const { speaks } = listener;
  const server = listener.instance.name;
  const subject = hopSubject(outgoing.instance, outgoing.peer.service);
  const refused = (refusal: Refusal, because: string, shown: Shown): Meeting => ({
    transport: 'refused',
    because,
    refusal,
    shown,
  });
  if (calls.state === 'ends' || speaks.state === 'ends')
    return {
      transport: 'does not start',
      because: calls.state === 'ends' ? outgoing.because : `${server} does not start: ${listener.because}`,
      shown: calls.state === 'ends' ? outgoing.shown : listener.shown,
    };
  if (calls.state === 'not known' || speaks.state === 'not known')
    return {
      transport: 'not known',
      because: calls.state === 'not known' ? outgoing.because : listener.because,
      shown: {},
    };
  if (calls.state === 'plaintext')
    return speaks.state === 'plaintext'
      ? {
          transport: 'plaintext',
          because: `${outgoing.because}, and ${server} speaks plaintext: ${listener.because}`,
          shown: outgoing.shown,
        }
      : refused(
          'peer demands TLS',
          `${outgoing.because}, so the caller speaks plaintext, and ${server} speaks TLS alone`,
          oneSided('only-the-server-side'),
        );
  if (speaks.state === 'plaintext')
    return refused(
      'peer in plaintext',
      `${outgoing.because}, so the caller speaks TLS, and ${server} speaks plaintext: ${listener.because}`,
      shownIn('ca.trusts-only-those', subject, 'peer-speaks-plaintext'),
    );
  const identity = checkIdentity(outgoing, listener, host, world);
  if (identity)
    return refused(
      identity.refusal,
      identity.because,
      shownIn('ca.trusts-only-those', subject, identity.condition),
    );
  return withClientCertificate(outgoing, listener, world);
};

const oneSided = (condition: string): Shown =>
  shownIn('grpc.one-sided-tls-fails-closed', 'deployment', condition);

const withClientCertificate = (outgoing: Outgoing, listener: Listener, world: World): Meeting => {
  const { calls, instance } = outgoing;
  const { speaks } = listener;
  const withPair = calls.state === 'TLS' && calls.withPair;
  const server = listener.instance.name;
  const subject = hopSubject(instance, outgoing.peer.service);
  const adapter = ['http-adapter', 'mqtt-adapter', 'coap-adapter'].includes(instance.program.name);
  const mutual = shownIn(
    'client.mutual-authentication',
    adapter ? instance.program.name : 'clients',
    'a-client-pair',
  );
  if (speaks.state !== 'demands')
    return withPair
      ? {
          transport: 'TLS, client certificate offered',
          because: `the caller has a client certificate, and ${server} does not ask for one`,
          shown: mutual,
        }
      : {
          transport: 'TLS',
          because: `${outgoing.because}, and ${server} has a certificate`,
          shown: outgoing.shown,
        };
  if (!withPair)
    return {
      transport: 'refused',
      refusal: 'no client certificate',
      because: `${listener.because}; the caller has none`,
      shown: shownIn('ca.no-client-certificate', subject, 'peer-demands-one'),
    };
  const fits = clientCertificateFits(outgoing, listener, world);
  return fits
    ? {
        transport: 'TLS, client certificate demanded',
        because: `${listener.because}, and the caller has one`,
        shown: mutual,
      }
    : {
        transport: 'refused',
        refusal: 'client certificate of another authority',
        because: `${listener.because}; that of the caller is not one of those, and is never sent`,
        shown: mutual,
      };
};

/** What cannot be looked at is taken as right. */
const clientCertificateFits = ({ pair }: Outgoing, { speaks, instance }: Listener, world: World): boolean => {
  if (speaks.state !== 'demands') return true;
  const certificate = pair.judged.state === 'good' ? pair.judged.certificate : undefined;
  if (speaks.from === 'system') return systemTrusts(instance);
  if (!certificate) return true;
  if (certificate.validUntil < world.now) return false;
  const chain = pair.judged.state === 'good' ? pair.judged.chain : undefined;
  return speaks.of === undefined || chain === undefined || isSignedBy(chain, speaks.of) !== false;
};
