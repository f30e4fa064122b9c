/** The rules about whole deployments. */
import { sentences as s } from '../page.ts';
import type { Rule } from '../vocabulary.ts';

export const deploymentRules = {
  everyHop: {
    id: 'deployment.every-hop-as-configured',
    section: 'deployment',
    basis: 'derived',
    level: 'should',
    title: 'In a whole deployment every hop is as configured',
    why: 'Settings that work one by one may defeat each other in a deployment, and that is where operators meet them.',
    how: 'A whole stack is started in order; every hop is observed; for each protocol one message is accepted if and only if both ends of its hops agree, and one with a wrong secret is refused; the stop is clean.',
    source: [
      s.grpcDefault,
      s.grpcTls,
      s.usersServerInsecure,
      s.clientsServerInsecure,
      s.postgresDefault,
      s.standaloneOmits,
    ],
    risk: 'weaker',
  },
} as const satisfies Record<string, Rule>;
