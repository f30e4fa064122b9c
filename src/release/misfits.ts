/** Finds what is well-formed in a release file and can have no effect: settings, listeners and peers. Pure. */

/** What of a release file is looked at. */
interface Looked {
  services: Readonly<
    Record<
      string,
      {
        listeners: Readonly<
          Record<string, { protocol: string; health?: string | undefined; probed: boolean }>
        >;
        database?: unknown;
        peers: Readonly<
          Record<string, { protocol: string; answers?: unknown; atStart?: boolean | undefined }>
        >;
        provokes: Readonly<Record<string, unknown>>;
        databaseCalls?: unknown;
        servedBy?: string | undefined;
      }
    >
  >;
  settings: Readonly<Record<string, string>>;
  values: Readonly<Record<string, unknown>>;
}

/** Settings that cases of the page set; any other one belongs to something that the release has. */
const ofPage =
  /^((users|clients)\.((http|grpc)\.(cert|key)|db\.(mode|cert|key|root))|clients\.standalone\.(email|token)|((http|mqtt|ws|coap)-adapter|clients)\.(clients|auth|channels|domains|groups)\.(ca|cert|key))$/;

const expected =
  'no setting that a case sets; expected one such as users.http.cert, clients.db.mode, clients.standalone.token, http-adapter.channels.ca, or one of a listener, a database or a peer of a service of this file, such as journal.http.cert';

export const misfitsOf = (release: Looked, report: (message: string, ...path: string[]) => void): void => {
  const { services, settings, values } = release;
  for (const setting of Object.keys(settings)) {
    if (!isUsed(setting, release)) report(expected, 'settings', setting);
  }
  for (const setting of Object.keys(values)) {
    if (!isUsed(setting, release)) report(expected, 'values', setting);
  }
  for (const [name, { listeners, peers, provokes, database, databaseCalls, servedBy }] of Object.entries(
    services,
  )) {
    for (const [at, { protocol, health, probed }] of Object.entries(listeners)) {
      if (!probed || health !== undefined || (protocol !== 'http' && protocol !== 'ws')) continue;
      const says = `no way to see that ${name}.${at} is up; expected \`health\`, the path of its health answer, or \`probed: false\``;
      report(says, 'services', name, 'listeners', at);
    }
    if (servedBy !== undefined && services[servedBy] === undefined)
      report(`${servedBy}, which is no service of this file`, 'services', name, 'servedBy');
    for (const [peer, { protocol, answers }] of Object.entries(peers)) {
      if (protocol === 'grpc' && answers !== undefined)
        report(
          'answers by path, which only a peer of protocol http gives',
          'services',
          name,
          'peers',
          peer,
          'answers',
        );
    }
    const calls = Object.keys(provokes).length > 0 || databaseCalls !== undefined;
    if (calls && !Object.values(listeners).some(({ protocol }) => protocol === 'http'))
      report(`calls of the API of ${name}, which has no listener of protocol http`, 'services', name);
    for (const peer of Object.keys(provokes)) {
      if (!Object.hasOwn(peers, peer))
        report(`${peer}, which is no peer of ${name}`, 'services', name, 'provokes', peer);
    }
    if (databaseCalls !== undefined && database === undefined)
      report(`calls of the database of ${name}, which has none`, 'services', name, 'databaseCalls');
  }
};

const isUsed = (setting: string, { services }: Looked): boolean => {
  if (ofPage.test(setting)) return true;
  const [name = '', part = '', knob = ''] = setting.split('.');
  const service = Object.hasOwn(services, name) ? services[name] : undefined;
  if (!service) return false;
  if (part === 'db') return service.database !== undefined && ['mode', 'cert', 'key', 'root'].includes(knob);
  if (Object.hasOwn(service.listeners, part) && ['cert', 'key', 'clientCa', 'serverCa'].includes(knob))
    return true;
  return Object.hasOwn(service.peers, part) && ['ca', 'cert', 'key'].includes(knob);
};

/** Services that every release calls by these names, where its programs are not known. */
const usual = ['auth', 'clients', 'channels', 'domains', 'groups', 'users'];

/** Peers that nothing answers for. `known`: services of the programs of the release. */
export const unserved = (
  { services }: Looked,
  known: readonly string[],
): { service: string; peer: string }[] =>
  Object.entries(services).flatMap(([service, { peers }]) =>
    Object.entries(peers)
      .filter(
        ([peer, { protocol }]) =>
          protocol === 'grpc' && ![...known, ...usual, ...Object.keys(services)].includes(peer),
      )
      .map(([peer]) => ({ service, peer })),
  );
