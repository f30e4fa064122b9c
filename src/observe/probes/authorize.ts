/** Authenticates a client and authorizes a message at Clients directly, as an adapter would. */
import { Client, credentials, status, type ServiceError } from '@grpc/grpc-js';
import { ChannelsService, ClientsService, connectionType } from '../../../fixtures/proto/services.ts';
import type { Address } from '../../model/address.ts';
import type { CallObservation } from '../../model/exchange.ts';
import type { MessageIdentity } from '../../stack/message-identity.ts';

const deadlineMs = 3000;

/** Status 200 stands for yes, 403 for no, 0 for no answer. `ca`: PEM, when the listener speaks TLS. */
export const authorizeMessage = async (
  address: Address,
  ca: string | undefined,
  sender: MessageIdentity,
): Promise<CallObservation> => {
  const client = new Client(
    `${address.host}:${address.port}`,
    ca === undefined ? credentials.createInsecure() : credentials.createSsl(Buffer.from(ca)),
    { 'grpc.default_authority': 'localhost', 'grpc.ssl_target_name_override': 'localhost' },
  );
  const unary = <Request, Response>(
    method: {
      path: string;
      requestSerialize: (value: Request) => Buffer;
      responseDeserialize: (bytes: Buffer) => Response;
    },
    request: Request,
  ): Promise<Response> =>
    new Promise((resolve, reject) => {
      client.makeUnaryRequest(
        method.path,
        method.requestSerialize,
        method.responseDeserialize,
        request,
        { deadline: Date.now() + deadlineMs },
        (error: ServiceError | null, value?: Response) =>
          error ? reject(error) : resolve(value as Response),
      );
    });
  try {
    const token = `Basic${Buffer.from(`${sender.clientId}:${sender.secret}`).toString('base64')}`;
    const known = await unary(ClientsService.Authenticate, { token });
    if (!known.authenticated) return { status: 403, detail: 'not authenticated' };
    const allowed = await unary(ChannelsService.Authorize, {
      domainId: sender.domain,
      clientId: known.id,
      clientType: 'client',
      channelId: sender.channel,
      type: connectionType.publish,
    });
    return allowed.authorized
      ? { status: 200, detail: 'authorized' }
      : { status: 403, detail: 'not authorized' };
  } catch (error) {
    const { code, message } = error as ServiceError;
    const refused = code === status.PERMISSION_DENIED || code === status.UNAUTHENTICATED;
    return { status: refused ? 403 : 0, detail: message.slice(0, 200) };
  } finally {
    client.close();
  }
};
