/** How the nodes of one kind of tree are copied. */
export interface Copying<Node> {
  /** What a node holds; undefined for a leaf. */
  inside(this: void, node: Node): readonly Node[] | undefined;
  /** A node like this one with these in it, which stand nowhere yet. */
  remade(this: void, node: Node, inside: readonly Node[]): Node;
  leaf(this: void, node: Node): Node;
}

interface Open<Node> {
  readonly node: Node;
  readonly inside: readonly Node[];
  readonly copies: Node[];
}

/** A copy of a tree, on a stack of its own: a tree may be deeper than calls can be. What is innermost is copied first. */
export function copyTree<Node>(root: Node, { inside, remade, leaf }: Copying<Node>): Node {
  const held = inside(root);
  if (!held) return leaf(root);
  const open: Open<Node>[] = [{ node: root, inside: held, copies: [] }];
  for (;;) {
    const last = open[open.length - 1]!;
    const { copies } = last;
    if (copies.length < last.inside.length) {
      const node = last.inside[copies.length]!;
      const inner = inside(node);
      if (inner) open.push({ node, inside: inner, copies: [] });
      else copies.push(leaf(node));
      continue;
    }
    const copy = remade(last.node, copies);
    open.pop();
    if (open.length === 0) return copy;
    open[open.length - 1]!.copies.push(copy);
  }
}
