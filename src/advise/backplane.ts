/** Says what a program speaks to message broker, event store, cache, SpiceDB and the broker behind the MQTT adapter. */
import type { Place } from '../configuration/model.ts';
import type { ReleasePrograms } from '../release/programs.ts';
import { urlAddress, grpcAddress, type Parsed } from './address.ts';
import { linesOf, settingOf, type Instance, type Setting } from './matching.ts';
import type { Transport } from './schema.ts';
import type { Shown } from './statement.ts';

export interface BackplaneHop {
  instance: Instance;
  listener: string;
  host: string;
  port?: number;
  transport: Transport;
  because: string;
  /** Variable that holds the address. */
  variable: string;
  at: Place[];
  shown: Shown;
}

export const backplaneOf = (instance: Instance, release: ReleasePrograms): BackplaneHop[] => {
  const names = Object.keys(instance.program.others);
  const urls = names
    .filter((name) => /(_BROKER_URL|_ES_URL|_CACHE_URL|_JWKS_URL)$/.test(name))
    .flatMap((name) => byUrl(instance, name, settingOf(instance, name)));
  return [
    ...withoutRepetition(urls),
    ...spicedb(instance, names, release),
    ...mqttBroker(instance, names, release),
  ];
};

/** Message broker and event store are mostly one server: that is one hop. */
const withoutRepetition = (hops: readonly BackplaneHop[]): BackplaneHop[] => {
  const first = new Map<string, BackplaneHop>();
  for (const hop of hops) {
    const id = [hop.listener, hop.host, hop.port, hop.transport].join(' ');
    const before = first.get(id);
    first.set(id, before ? { ...before, at: [...before.at, ...hop.at] } : hop);
  }
  return [...first.values()];
};

/** Scheme → what it means. */
const schemes: Readonly<Record<string, { listener: string; tls: boolean }>> = {
  nats: { listener: 'nats', tls: false },
  tls: { listener: 'nats', tls: true },
  redis: { listener: 'redis', tls: false },
  rediss: { listener: 'redis', tls: true },
  amqp: { listener: 'amqp', tls: false },
  amqps: { listener: 'amqp', tls: true },
  http: { listener: 'http', tls: false },
  https: { listener: 'http', tls: true },
};

const listenerOf = (variable: string): string =>
  variable.endsWith('_CACHE_URL') ? 'redis' : variable.endsWith('_JWKS_URL') ? 'http' : 'nats';

const byUrl = (instance: Instance, variable: string, setting: Setting): BackplaneHop[] => {
  const at = linesOf(setting);
  const base = { instance, variable, at, shown: {} };
  if (setting.state === 'unknown')
    return [
      {
        ...base,
        listener: listenerOf(variable),
        host: `the address in ${variable}`,
        transport: 'not known',
        because: `${setting.name} is not in these files`,
      },
    ];
  if (setting.state !== 'set') return [];
  const parsed = urlAddress(setting.text);
  const scheme = parsed.state === 'address' ? schemes[parsed.scheme ?? ''] : undefined;
  if (parsed.state !== 'address' || !scheme)
    return [
      {
        ...base,
        listener: listenerOf(variable),
        host: `the address in ${variable}`,
        transport: 'not known',
        because: `${variable} is no address that this tool understands`,
      },
    ];
  return [
    {
      ...base,
      listener: scheme.listener,
      host: parsed.host,
      ...(parsed.port !== undefined && { port: parsed.port }),
      transport: scheme.tls ? 'TLS' : 'plaintext',
      because: scheme.tls
        ? `${variable} begins with ${parsed.scheme ?? ''}://; the server is checked against the authorities of the container's system`
        : `${variable} begins with ${parsed.scheme ?? ''}://`,
    },
  ];
};

const spicedb = (instance: Instance, names: readonly string[], release: ReleasePrograms): BackplaneHop[] => {
  const [host, port] = ['HOST', 'PORT'].map((end) => `${release.prefix}SPICEDB_${end}`) as [string, string];
  if (!names.includes(host)) return [];
  return byHost(instance, host, port, {
    listener: 'spicedb',
    because: 'this release has no setting that secures the connection to SpiceDB; its key travels in clear',
    shown: { shownBy: `read in the source: pkg/spicedb of ${release.release}` },
  });
};

const mqttBroker = (
  instance: Instance,
  names: readonly string[],
  release: ReleasePrograms,
): BackplaneHop[] => {
  const target = (end: string): string => `${release.prefix}MQTT_ADAPTER_MQTT_TARGET_${end}`;
  if (!names.includes(target('HOST'))) return [];
  return byHost(instance, target('HOST'), target('PORT'), {
    listener: 'mqtt',
    because:
      'this release has no setting that secures the connection to the MQTT broker; what devices send, their secrets among it, travels in clear',
    shown: { shownBy: `read in the source: cmd/mqtt/main.go of ${release.release}` },
  });
};

const byHost = (
  instance: Instance,
  hostVariable: string,
  portVariable: string,
  said: Pick<BackplaneHop, 'listener' | 'because' | 'shown'>,
): BackplaneHop[] => {
  const host = settingOf(instance, hostVariable);
  const port = settingOf(instance, portVariable);
  if (host.state === 'unset' || host.state === 'empty') return [];
  const base = { instance, ...said, variable: hostVariable, at: [...linesOf(host), ...linesOf(port)] };
  const parsed: Parsed =
    host.state === 'set'
      ? grpcAddress(port.state === 'set' ? `${host.text}:${port.text}` : host.text)
      : { state: 'bad' };
  return [
    {
      ...base,
      host: parsed.state === 'address' ? parsed.host : `the address in ${hostVariable}`,
      ...(parsed.state === 'address' && parsed.port !== undefined && { port: parsed.port }),
      transport: 'plaintext',
    },
  ];
};
