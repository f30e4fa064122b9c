/** Tries by one container how this process and containers reach each other. */
import { randomBytes } from 'node:crypto';
import { connect, createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { ask, type Container, type Docker } from './daemon.ts';
import { joining, type Reach } from './reach.ts';

/** Each is true when the word of this trial arrived, and undefined where the image has no program to try it with. */
export interface Tried {
  /** From here to the container's own address. */
  network: boolean | undefined;
  /** From here to a published port. */
  published: boolean | undefined;
  /** From the container to a listener of this process. */
  back: boolean | undefined;
}

const port = 9001;
const peer = 'peer.conformance.test';

/**
 * Perl where the image has it, as Debian's have, else BusyBox's nc, as Alpine's have. Calls the peer once, then gives the
 * word to every connection.
 */
const script = `
if command -v perl >/dev/null; then exec perl -MIO::Socket::INET -e '
  my ($word, $peer, $port) = @ARGV;
  my $l = IO::Socket::INET->new(LocalPort => ${port}, Listen => 9, ReuseAddr => 1) or die;
  if (!fork) {
    my $p = IO::Socket::INET->new(PeerAddr => $peer, PeerPort => $port, Timeout => 3);
    if ($p) { print $p "$word\\n"; close $p }
    exit;
  }
  while (my $c = $l->accept) { print $c "$word\\n"; close $c }' "$@"
fi
command -v nc >/dev/null || exit 42
echo "$1" | nc -w 3 "$2" "$3" &
while :; do echo "$1" | nc -l -p ${port}; done
`;

/** ms for one of the three ways. */
const boundMs = 4000;

/**
 * Starts one container of an image that is there, and removes it.
 * @param labels of the container, by which a sweep finds it
 * @throws InfrastructureError DOCKER_…
 */
export async function tryReach(
  docker: Docker,
  reach: Reach,
  { image, labels }: { image: string; labels: Record<string, string> },
): Promise<Tried> {
  const word = randomBytes(8).toString('hex');
  const server = createServer();
  const back = heard(server, word);
  server.listen({ host: reach.listenHost, port: 0 });
  await once(server, 'listening');
  const { port: listening } = server.address() as { port: number };
  const inside = `${port}/tcp`;
  const container = await ask(
    'make a container',
    docker.createContainer({
      Image: image,
      Entrypoint: ['sh', '-c', script, 'sh'],
      Cmd: [word, peer, String(listening)],
      Labels: labels,
      ExposedPorts: { [inside]: {} },
      HostConfig: {
        PortBindings: { [inside]: [{ HostIp: reach.loopback ? reach.host : '', HostPort: '' }] },
        ...joining(reach, [peer]),
      },
    }),
  );
  try {
    await ask('start a container', container.start());
    const at = await addressesOf(container, inside);
    const [network, published, called] = await Promise.all([
      says(at.address, port, word),
      says(reach.host, at.published, word),
      Promise.race([back, sleep(boundMs, false)]),
    ]);
    const { State } = await ask('describe a container', container.inspect());
    const tried = { network, published, back: called };
    return State.Running || network || published || called
      ? tried
      : { network: undefined, published: undefined, back: undefined };
  } finally {
    server.close();
    await ask('remove a container', container.remove({ force: true, v: true }));
  }
}

async function addressesOf(container: Container, inside: string) {
  const { NetworkSettings } = await ask('describe a container', container.inspect());
  const address = Object.values(NetworkSettings.Networks).find(({ IPAddress }) => IPAddress)?.IPAddress;
  const bindings = NetworkSettings.Ports[inside] ?? [];
  const found = bindings.find(({ HostIp }) => !HostIp.includes(':'))?.HostPort;
  return { address, published: found === undefined ? undefined : Number(found) };
}

/** Whether a connection says the word, tried until the bound: the program needs a moment to start. */
async function says(host: string | undefined, port: number | undefined, word: string): Promise<boolean> {
  if (host === undefined || port === undefined) return false;
  for (const end = performance.now() + boundMs; performance.now() < end; await sleep(100)) {
    if (await saysOnce(host, port, word)) return true;
  }
  return false;
}

const saysOnce = (host: string, port: number, word: string): Promise<boolean> =>
  new Promise((resolve) => {
    let text = '';
    const socket = connect({ host, port });
    socket.setTimeout(1000, () => socket.destroy());
    socket.on('data', (data) => (text += data.toString('latin1')));
    socket.once('error', () => {});
    socket.once('close', () => resolve(text.trim() === word));
  });

const heard = (server: Server, word: string): Promise<boolean> =>
  new Promise((resolve) => {
    server.on('connection', (socket) => {
      let text = '';
      socket.on('data', (data) => {
        text += data.toString('latin1');
        if (text.trim() === word) resolve(true);
      });
      socket.on('error', () => {});
    });
  });
