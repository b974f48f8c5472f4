/** A node of a tree that has others in it. */
interface Holder<Node> {
  readonly inside: readonly Node[];
  /** A node like this one with these in it, which stand nowhere yet. */
  remade(inside: readonly Node[]): Node;
}

/**
 * A copy of a tree, on a stack of its own: a tree may be deeper than calls can be. What is innermost is copied first.
 * @param holder what a node holds; undefined for a leaf
 * @param leaf copies one
 */
export function copyTree<Node>(
  root: Node,
  holder: (node: Node) => Holder<Node> | undefined,
  leaf: (node: Node) => Node,
): Node {
  const top = holder(root);
  if (!top) return leaf(root);
  const open: { readonly from: Holder<Node>; readonly copies: Node[] }[] = [{ from: top, copies: [] }];
  for (;;) {
    const { from, copies } = open.at(-1)!;
    if (copies.length < from.inside.length) {
      const node = from.inside[copies.length]!;
      const inner = holder(node);
      if (inner) open.push({ from: inner, copies: [] });
      else copies.push(leaf(node));
      continue;
    }
    const copy = from.remade(copies);
    open.pop();
    const around = open.at(-1);
    if (!around) return copy;
    around.copies.push(copy);
  }
}
