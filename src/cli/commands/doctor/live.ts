/** What `doctor` looks at for a running deployment: nothing is started, so that Node and files are all that is needed. */
import { readDeployment } from '../../../live/file/read.ts';
import { decoderFor } from '../../../capture/file/decoder.ts';
import { piecesOf } from '../../../capture/file/source.ts';
import { UsageError } from '../../../model/errors.ts';
import { findProgram } from '../../../system/find-program.ts';
import type { DoctorCheck, Finding } from './check.ts';
import { node } from './checks.ts';

/** A mistake in the deployment file is found by reading it, and ends the command as it ends a run. @throws UsageError */
export const checksOfLive = ({
  deployment,
  capture,
}: {
  deployment?: string;
  capture?: string;
}): DoctorCheck[] => [
  node,
  {
    name: 'Deployment file',
    neededFor: 'run --target live: it says what runs where, and what is claimed of it',
    get: 'live init deployment.yaml docker-compose.yaml, then --deployment deployment.yaml',
    always: deployment !== undefined,
    look: deployment === undefined ? notNamed : inWords(deployment),
  },
  {
    name: 'Capture',
    neededFor: 'connections between services (`hops`), and nothing else',
    get: 'tcpdump -i INTERFACE -w FILE tcp where they pass, then --capture FILE',
    always: capture !== undefined,
    look: capture === undefined ? notNamed : () => readable(capture),
  },
  {
    name: 'tcpdump',
    neededFor: 'making a capture on this machine; another one, or Wireshark, will do',
    get: 'a package of your system (tcpdump)',
    always: false,
    look: async () => {
      const path = findProgram('tcpdump');
      return path === undefined ? { state: 'absent', says: 'not in PATH' } : { state: 'ok', says: path };
    },
  },
];

const notNamed = async (): Promise<Finding> => ({ state: 'absent', says: 'none is named' });

const inWords = (path: string): DoctorCheck['look'] => {
  const { endpoints, databases, hops, device } = readDeployment(path);
  const says = [
    counted(endpoints.length, 'endpoint'),
    counted(databases.length, 'database'),
    counted(hops.length, 'connection of `hops`', 'connections of `hops`'),
    ...(device ? [`a device that publishes over ${counted(device.over.length, 'endpoint')}`] : []),
  ].join(', ');
  return async () => ({ state: 'ok', says: `${path}: ${says}` });
};

const counted = (count: number, one: string, more = `${one}s`): string =>
  `${count} ${count === 1 ? one : more}`;

/** Its first bytes: the rest is for the run. Standard input cannot be looked at without taking it away. */
const readable = async (path: string): Promise<Finding> => {
  if (path === '-') return { state: 'ok', says: 'standard input, which the run reads' };
  try {
    for await (const piece of piecesOf(path)) {
      if (decoderFor(piece, unheard)) return { state: 'ok', says: path };
      return {
        state: 'broken',
        says: `${path} begins with ${piece.subarray(0, 4).toString('hex')}: no capture`,
      };
    }
    return { state: 'broken', says: `${path} is empty` };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { state: 'broken', says: `${path}: ${error.found}` };
  }
};

const unheard = { frame: () => {}, malformed: () => {} };
