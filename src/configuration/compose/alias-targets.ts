/** Finds the node that each alias of a YAML document stands for, in one pass: each asked alone would search it all. */
import { visit, type Alias, type Document, type Node } from 'yaml';

export type AliasTargets = ReadonlyMap<Alias, Node>;

export const aliasTargets = (document: Document): AliasTargets => {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  visit(document, {
    Alias: (_, alias) => {
      const target = anchors.get(alias.source);
      if (target) targets.set(alias, target);
    },
    Value: (_, node) => {
      if (node.anchor) anchors.set(node.anchor, node);
    },
  });
  return targets;
};
