/** Tests that the command line accepts the Node version of package.json and later ones, and refuses older ones. */
import { expect, test } from 'vitest';
import { isEnough, wantedNode } from '../../src/cli/node-version.ts';

test('the version of package.json is enough, and every later one', () => {
  const [major, minor] = wantedNode.split('.').map(Number);
  expect(wantedNode).toMatch(/^\d+\.\d+$/);
  for (const found of [
    `${wantedNode}.0`,
    `${major}.${minor! + 1}.0`,
    `${major! + 1}.0.0`,
    process.versions.node,
  ]) {
    expect(isEnough(found), found).toBe(true);
  }
});

test('an older one is not', () => {
  const [major, minor] = wantedNode.split('.').map(Number);
  for (const found of [`${major}.${minor! - 1}.9`, `${major! - 1}.99.0`, '20.20.2', '8.0.0']) {
    expect(isEnough(found), found).toBe(false);
  }
});
