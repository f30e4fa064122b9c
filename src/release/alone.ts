/** Says what a variable comes to where the others that belong to it are not set. Pure. */
import type { ListenerReads, PeerReads, ProgramReads, ReleasePrograms } from './programs.ts';
import type { Use } from './variable-use.ts';

/** A sentence without its subject, the variable; undefined: nothing to say, or nothing comes of it at all. */
export const aloneOf = (use: Use, { programs, traits }: ReleasePrograms): string | undefined => {
  const program = programs.get(use.service);
  if (!program || use.ignored !== undefined) return undefined;
  if (use.at === 'database') return ofDatabase(use, program, traits);
  if (use.at === 'peer') {
    const peer = program.peers.find(({ service }) => service === use.part);
    return peer && ofPeer(use, peer, traits);
  }
  const listener = use.at === 'listener' ? program.listeners[use.part] : undefined;
  return listener && ofListener(use, listener, traits);
};

type Traits = ReleasePrograms['traits'];

const ofListener = ({ role }: Use, listener: ListenerReads, traits: Traits): string | undefined => {
  const { cert, key, clientCa } = listener;
  const pair = `${cert} and ${key}`;
  if (role === 'cert' || role === 'key') {
    const without = `without ${role === 'cert' ? key : cert}`;
    const half = listener.halfPairIsPlaintext
      ? `${without} the listener stays in plaintext`
      : `${without} the program ends, with exit code ${traits.exitOfBadPair}`;
    return traits.pairDemandsClientCertificate && listener.heedsClientCa
      ? `${half}; with both it demands certificates of clients, without ${clientCa} from an authority of the system`
      : half;
  }
  if (role === 'clientCa') {
    const empty = traits.emptyClientCaAsksForNone ? '; an empty file asks for none' : '';
    return `without ${pair} the listener stays in plaintext; with them it demands certificates of clients${empty}`;
  }
  if (role === 'serverCa' && traits.serverCaDemandsClientCertificate && !listener.halfPairIsPlaintext) {
    return `with ${pair}, and without ${clientCa}, the listener demands certificates of clients, from an authority of the system`;
  }
  return role === 'port' ? `not set, it is ${listener.port || 'a port that the system chooses'}` : undefined;
};

const ofPeer = ({ role }: Use, { service, ca, cert, key }: PeerReads, traits: Traits): string | undefined => {
  if (role === 'ca') {
    const empty = traits.emptyCaMeansSystemRoots
      ? '; an empty file stands for the authorities of the system'
      : '';
    return `it is enough for TLS: calls of ${service} use it, with no certificate of the client${empty}`;
  }
  if (role !== 'cert' && role !== 'key') return undefined;
  const half = `with it and without ${role === 'cert' ? key : cert} the program ends, with exit code ${traits.exitOfBadCa}`;
  return traits.clientPairNeedsCa
    ? `without ${ca} it is not even opened, and calls of ${service} stay in plaintext; ${half}`
    : half;
};

const ofDatabase = ({ role }: Use, { database }: ProgramReads, traits: Traits): string | undefined => {
  if (!database) return undefined;
  const ends = `the program ends, with exit code ${traits.exitOfBadDatabase}`;
  const { cert, key, mode } = database;
  if (role === 'mode') {
    const words = traits.databaseModes.join(', ');
    const pair = traits.databaseNeedsPair
      ? `; a mode with TLS wants ${cert} and ${key} as well, else ${ends}`
      : '';
    return `it takes ${words}${pair}`;
  }
  if (role === 'cert' || role === 'key') {
    return `in a mode with TLS (${mode}) and without ${role === 'cert' ? key : cert} ${ends}`;
  }
  if (role !== 'root' || !traits.databaseNeedsPair) return undefined;
  const always = traits.databaseRootAlwaysOpened ? '; it is opened in every mode' : '';
  return `in a mode with TLS (${mode}) and without ${cert} and ${key} ${ends}; two quote characters as the value of both stand for none${always}`;
};
