/**
 * Says whether this Node can run the suite. Nothing is used here that an older one lacks: it has to be able to say
 * no.
 */
import { manifest } from '../system/package.ts';

export const wantedNode = manifest.engines.node.replace('>=', '');

export const isEnough = (found: string): boolean => {
  const [major = 0, minor = 0] = found.split('.').map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = wantedNode.split('.').map(Number);
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
};

export const howToGetNode = `install Node ${wantedNode} or newer, or use the one that npm start uses`;
