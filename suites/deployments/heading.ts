/** Whole deployments: not a heading of the page, but where its settings meet. */
import { everyHopAsConfigured } from './every-hop.ts';
import { heading } from '../rule.ts';

export const deployments = heading('deployment', [everyHopAsConfigured]);
