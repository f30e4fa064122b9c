/** Reads manifests that a test writes down. */
import type { Configuration } from '../../../src/configuration/model.ts';
import { readKubernetes } from '../../../src/configuration/kubernetes/read.ts';
import { written } from '../in-short.ts';

/** @param texts of a.yaml, b.yaml and so on */
export const read = (...texts: string[]): Configuration =>
  readKubernetes({
    files: written(Object.fromEntries(texts.map((text, index) => [`${'abcdef'[index]}.yaml`, text]))),
  });

/** Lines of a container in a Pod: the first of them is line 7 of the file, at column 5. */
export const pod = (container: string, spec = ''): string =>
  [
    'apiVersion: v1',
    'kind: Pod',
    'metadata: { name: users, labels: { app: users } }',
    'spec:',
    '  containers:',
    '  - name: users',
    ...lines(container).map((line) => `    ${line}`),
    ...lines(spec).map((line) => `  ${line}`),
  ].join('\n');

const lines = (text: string): string[] => text.split('\n').filter((line) => line.trim() !== '');
