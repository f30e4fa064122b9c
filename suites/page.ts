/**
 * The Security page, pinned. The page has no numbers, so a sentence is named by its heading and the SHA-256 of
 * heading and sentence with white space collapsed; no sentence of it is repeated here.
 */
import { createHash } from 'node:crypto';

export const page = {
  repository: 'absmach/magistrala-docs',
  path: 'content/docs/dev-guide/dev-tools/security.mdx',
  commit: '9587120fbe223fab87ace47c03d968c6399c1e06',
  /** Digest of the whole text below the front matter. */
  digest: 'eaa2d80dfd36c4d48d9b533a75fbc86152bc0d8e4f08f2847a6f4d6befec8aab',
} as const;

export interface Sentence {
  heading: string;
  sha256: string;
}

/** Splits a page into its sentences; headings and the front matter are left out. */
export function sentencesOf(text: string): (Sentence & { text: string })[] {
  const found: (Sentence & { text: string })[] = [];
  let heading = '';
  for (const line of belowFrontMatter(text).split(/\r?\n/)) {
    const title = /^#+\s+(.*)$/.exec(line);
    if (title) {
      heading = title[1]!.trim();
      continue;
    }
    for (const sentence of line.split(/(?<=\.)\s+(?=[A-Z`])/)) {
      const plain = collapse(sentence);
      if (plain) found.push({ heading, text: plain, sha256: sha256(`${heading} ${plain}`) });
    }
  }
  return found;
}

/** Digest of a page as a whole, to be held against `page.digest`. */
export const pageDigest = (text: string): string => sha256(collapse(belowFrontMatter(text)));

const belowFrontMatter = (text: string): string => text.replace(/^---\r?\n[\s\S]*?\r?\n---\r?\n/, '');
const collapse = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const sentence = (heading: string, sha: string): Sentence => ({ heading, sha256: sha });

/** Every sentence of the page, by what it is about. */
export const sentences = {
  usersServerInsecure: sentence('Users', '61f5edb33dea841c4332d178e7e384e918c7eebdf1aa69866aa9f0b09fbebc3d'),
  usersServerCert: sentence('Users', '1c17a4eb79a6fbf181c56f0264e996871329afecaf8fb9c068ccaff01b31c117'),
  usersServerKey: sentence('Users', '7f0fbfb05014f06c26b886b76c27e0b947113b06ebd0897878ebe2475d79078f'),
  clientsServerInsecure: sentence(
    'Clients',
    '523a64f8b3b3174d811708511f9d402a932ab61bf6bac724125ca9a43b958d89',
  ),
  clientsServerCert: sentence('Clients', '02ae16b9ff16d90cd6252f8c7ce516ba023040c7e39d00933e1720d6b128d41f'),
  clientsServerKey: sentence('Clients', 'fc0cd33aba758bcb0f19f5acf3255f22b0cc074a2b4047c9925f4dcb5df08f28'),
  standaloneWhy: sentence(
    'Standalone mode',
    '6afb99a7c3ebcb94d3481df2058872e2def3c0ee4e711753d1152ec48918ff68',
  ),
  standaloneSingleUser: sentence(
    'Standalone mode',
    '9cb436a3aee53e3d492dfaeec198fb47fa60e300cd6d576bc6a7b53aa4fe86e5',
  ),
  standaloneOmits: sentence(
    'Standalone mode',
    '6c76f3444df6045f7a098a9e18dcba4bafcc89207a4990fcec7a06f13c89d868',
  ),
  standaloneSettings: sentence(
    'Standalone mode',
    '23acc5a0980096c9e0a0137b71076f024778ff0ad317cd3c7e47a099cfe401de',
  ),
  clientDefinesCas: sentence(
    'Client Configuration',
    '71a11a75d3e50df568d00367065f820754b19d622ea8020713d1b08f3d4458bf',
  ),
  clientNoMutual: sentence(
    'Client Configuration',
    '2aab51c65789b12434b15ce7023f08b70e2873c3c61dbb0f5db454592fd8fbf3',
  ),
  adapterCaFile: sentence(
    'Adapter Configuration',
    'c29b76efa6c552f4a8ce636338ecbacfd02dc32cb82c27615c54903c547c9f87',
  ),
  adapterUnsetInsecure: sentence(
    'Adapter Configuration',
    'b941d30c7047e0491e0a353c581d825e697ca29ee26e7094deb662d644d14306',
  ),
  adapterUnreadableStops: sentence(
    'Adapter Configuration',
    'c792155c0be6d514ed7530df480e08dba9aab73572984e92e2507280168327c0',
  ),
  clientsCaFile: sentence(
    'Clients Configuration',
    '65f851ddb05bdd01689a703925d65f9d0b1a14a1041bcbfc8201f8c9651ed9cf',
  ),
  clientsUnsetInsecure: sentence(
    'Clients Configuration',
    '24e5f29aa8eb43129b91a5a932fa14a5c815f62d99f4bc9c5d97cc86d8626b3b',
  ),
  clientsUnreadableStops: sentence(
    'Clients Configuration',
    '6561564508181d36f8045b8d6d660fefac6125d9ce92acbb73877c06c34ed4b3',
  ),
  postgresDefault: sentence(
    'Securing PostgreSQL Connections',
    'eaa9b0dbe238f0e2baea54de578139e7f80355db174f283e6c626be56137c749',
  ),
  postgresSelect: sentence(
    'Securing PostgreSQL Connections',
    '53cc9af1664fcce9357e77e2076d7623bc8989e9f9b24f3db2a4b1b353260c25',
  ),
  usersDbMode: sentence(
    'Securing PostgreSQL Connections',
    'e3d661a2af4aca807d6aa5d45a05f7b3eae0f85547a3b868448a3b2ec50ab9d6',
  ),
  usersDbCert: sentence(
    'Securing PostgreSQL Connections',
    '7e5855f35db625bd924f6a01dfe9a7e35c1e5df74445f5acd811d48d38ebd624',
  ),
  usersDbKey: sentence(
    'Securing PostgreSQL Connections',
    '9f45383496d0ea48292e9f5d8dc4e4022966b61df1f9e3f5da4f8ecb5df7d326',
  ),
  usersDbRoot: sentence(
    'Securing PostgreSQL Connections',
    '71b8e79720a5ba2cb3b557db3396c200443fc12868f57e23f4eba36daada87f6',
  ),
  clientsDbMode: sentence(
    'Securing PostgreSQL Connections',
    'b229bcd6667f60a0be39aa2128fb9c8db78cbc60c28ca542bae7374281d7a873',
  ),
  clientsDbCert: sentence(
    'Securing PostgreSQL Connections',
    '2cabf3901cd3cc928a9b778645a65066624e633926344710c0e3fe22decd0493',
  ),
  clientsDbKey: sentence(
    'Securing PostgreSQL Connections',
    '0a2cf2bc6030fc6826682e2d35657ba70dcf0a7049f8397cffe39da609305ea9',
  ),
  clientsDbRoot: sentence(
    'Securing PostgreSQL Connections',
    '001819d57437f59261f8af2c427680028cd222e70c504f490246742249f9d3d6',
  ),
  postgresModes: sentence(
    'Securing PostgreSQL Connections',
    'b33b1fb7c3f00ecfa35cf0272cffd5371a8c12a6a404cae32408bab64e179479',
  ),
  grpcDefault: sentence('Securing gRPC', 'efe7f3bb51d68e43fcadbd6ba22faac8abb368e0fc460b0819bdeae6589c65bc'),
  grpcTls: sentence('Securing gRPC', 'fa10802ae8dbb102b79a59274db7b4f3546c0a8dd78f12b0869ffdaef4c27037'),
} as const;
