/** Returns the address at which a listener of a service is reached. */
import type { Address } from '../model/address.ts';
import { InfrastructureError } from '../model/errors.ts';
import type { Place } from './runtime.ts';

/** @param portOf port at which a listener is reached, once it is known */
export function addressesOf(
  place: Place,
  host: string,
  portOf: (listener: string) => number | undefined,
): (listener: string) => Address {
  return (listener) => {
    const port = portOf(listener);
    if (port !== undefined) return { host, port };
    throw new InfrastructureError(
      'LISTENER_UNKNOWN',
      `Expected a listener of ${place.service}; found ${JSON.stringify(listener)}, which has no port.`,
      `Use one of: ${Object.keys(place.ports).join(', ')}.`,
    );
  };
}
