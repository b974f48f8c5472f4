import { createRequire } from "node:module";

/** Microsoft's own parser of the language, compiled to JavaScript: it hangs itself on the global object. */
interface KustoNode {
  readonly ChildCount: number;
  readonly Text?: string;
  GetChild(index: number): KustoNode | null;
}
interface Diagnostics {
  readonly Count: number;
  getItem(index: number): { readonly Message: string; readonly Start: number };
}
interface Kusto {
  readonly Kusto: {
    readonly Language: {
      readonly KustoCode: {
        Parse(text: string): { readonly Syntax: KustoNode; GetDiagnostics(): Diagnostics };
      };
    };
  };
  readonly Bridge: { getTypeName(node: KustoNode): string };
}

/** A node of Kusto's tree; lists stand in their owner's place, and separators are left out. */
export interface KqlNode {
  /** `PipeExpression`, `NameReference`, ...; `token` for a word or a sign. */
  readonly type: string;
  /** Of a token. */
  readonly text: string;
  readonly parts: readonly KqlNode[];
}

function parsed(query: string) {
  const load = createRequire(__filename);
  load("@kusto/language-service-next/bridge.min.js");
  load("@kusto/language-service-next/Kusto.Language.Bridge.min.js");
  const { Kusto, Bridge } = globalThis as unknown as Kusto;
  return {
    code: Kusto.Language.KustoCode.Parse(query),
    nameOf: (node: KustoNode) => Bridge.getTypeName(node),
  };
}

/** Mistakes of syntax, with their lines. */
export function kqlErrors(query: string): readonly string[] {
  const found = parsed(query).code.GetDiagnostics();
  return Array.from({ length: found.Count }, (_, index) => {
    const { Message, Start } = found.getItem(index);
    return `${query.slice(0, Start).split("\n").length}: ${Message}`;
  });
}

/** The tree of a query. Throws for one that has mistakes. */
export function parseKql(query: string): KqlNode {
  const errors = kqlErrors(query);
  if (errors.length > 0) throw new Error(errors.join("; "));
  const { code, nameOf } = parsed(query);
  const plain = (node: KustoNode): readonly KqlNode[] => {
    const type = nameOf(node).split(".").at(-1)!;
    const children = Array.from({ length: node.ChildCount }, (_, index) => node.GetChild(index));
    const parts = children.flatMap((child) => (child ? plain(child) : []));
    // Of a list the name ends in that of Bridge's own class.
    if (type.endsWith("]]")) return parts;
    if (node.ChildCount > 0) return [{ type, text: "", parts }];
    const text = node.Text ?? "";
    return text === "" || text === "," || text === ";" ? [] : [{ type: "token", text, parts: [] }];
  };
  return plain(code.Syntax)[0]!;
}
