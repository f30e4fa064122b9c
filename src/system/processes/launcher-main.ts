/**
 * The launcher: a small process that starts services for a large one, which would otherwise stop all its threads and
 * copy its page tables for each of them. Ends with the process that started it, and leaves the services alone then.
 * Its working directory is the folder of the run. It imports little, as it has to be up before the first service is
 * started.
 */
import { closeSync, constants, openSync, readlinkSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { ofThisThread } from '../network/libc.ts';
import { startGroup, type Group } from './group.ts';
import { receive, send, SOCKET_NAME, type Refusal, type StartRequest } from './launcher-messages.ts';

const startOne = ({ output, ...spec }: StartRequest): Promise<Group> => {
  // Not made here: where the file has gone, so has what would read it.
  const fd = openSync(output, constants.O_RDWR | constants.O_APPEND);
  try {
    return startGroup(spec, fd);
  } finally {
    closeSync(fd);
  }
};

const startInside = async (namespace: string, request: StartRequest): Promise<Group> => {
  const home = readlinkSync(ofThisThread);
  const { insideNamespace } = await import('../network/inside.ts');
  let entered = false;
  try {
    return await insideNamespace(namespace, () => {
      entered = true;
      return startOne(request);
    });
  } catch (error) {
    // A service in a namespace that is not its own would be observed as absent.
    if (readlinkSync(ofThisThread) !== home) process.exit(1);
    if (entered) throw error;
    throw Object.assign(
      new Error(
        `Expected to start ${request.path} in the network namespace ${namespace}; found that it cannot be entered: ${(error as Error).message}.`,
        { cause: error },
      ),
      {
        code: 'NAMESPACE_NOT_ENTERED',
        todo: 'Install the optional package koffi and run as root, or run without separate namespaces.',
      },
    );
  }
};

const refusalOf = (error: unknown): Refusal => {
  const { code, syscall, message, todo } = error as NodeJS.ErrnoException & Refusal;
  return JSON.parse(JSON.stringify({ code, syscall, message, todo })) as Refusal;
};

const answer = async (request: StartRequest, from: Socket): Promise<void> => {
  const { id, namespace } = request;
  let group: Group;
  try {
    group = await (namespace === undefined ? startOne(request) : startInside(namespace, request));
  } catch (error) {
    return send(from, { id, refused: refusalOf(error) });
  }
  send(from, { id, pid: group.pid });
  send(from, { id, ended: await group.ended });
};

const server = createServer((socket) => {
  // Who asked may have gone; the group is seen to its end all the same.
  socket.on('error', () => {});
  receive(socket, (line) => void answer(JSON.parse(line) as StartRequest, socket));
});
// The file of the socket is there as soon as `listen` returns.
const mask = process.umask(0o077);
server.listen(SOCKET_NAME, () => process.stdout.write('it takes requests\n'));
process.umask(mask);

// The other end closes when the suite ends, however it ends.
for (const event of ['end', 'error', 'close']) process.stdin.on(event, () => process.exit());
process.stdin.resume();
