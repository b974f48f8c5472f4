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
interface Parsed {
  readonly Syntax: KustoNode;
  GetDiagnostics(): Diagnostics;
}
interface GlobalState {
  WithCluster(cluster: unknown): GlobalState;
  WithDatabase(database: unknown): GlobalState;
}
interface Kusto {
  readonly Kusto: {
    readonly Language: {
      readonly KustoCode: {
        Parse(text: string): Parsed;
        ParseAndAnalyze(text: string, globals: unknown): Parsed;
      };
      readonly GlobalState: { readonly Default: GlobalState };
      readonly Symbols: {
        readonly TableSymbol: { From(columns: string): { WithName(name: string): unknown } };
        readonly DatabaseSymbol: { readonly ctor: new (name: string, tables: readonly unknown[]) => unknown };
        readonly ClusterSymbol: {
          readonly ctor: new (name: string, databases: readonly unknown[]) => unknown;
        };
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

function kusto(): Kusto {
  const load = createRequire(__filename);
  load("@kusto/language-service-next/bridge.min.js");
  load("@kusto/language-service-next/Kusto.Language.Bridge.min.js");
  return globalThis as unknown as Kusto;
}

function parsed(query: string) {
  const { Kusto, Bridge } = kusto();
  return {
    code: Kusto.Language.KustoCode.Parse(query),
    nameOf: (node: KustoNode) => Bridge.getTypeName(node),
  };
}

/** Mistakes of syntax, with their lines. */
export function kqlErrors(query: string): readonly string[] {
  return mistakes(query, parsed(query).code.GetDiagnostics());
}

/**
 * Mistakes of syntax, of names and of types, with their lines, as Kusto's own analysis finds them in a database that has
 * these tables and no others.
 * @param tables columns by the table's name: `(a: string, b: long)`
 */
export function kqlMistakes(query: string, tables: Readonly<Record<string, string>>): readonly string[] {
  const { KustoCode, GlobalState, Symbols } = kusto().Kusto.Language;
  const made = Object.entries(tables).map(([name, columns]) =>
    Symbols.TableSymbol.From(columns).WithName(name),
  );
  const database = new Symbols.DatabaseSymbol.ctor("usage", made);
  const globals = GlobalState.Default.WithCluster(
    new Symbols.ClusterSymbol.ctor("cluster", [database]),
  ).WithDatabase(database);
  return mistakes(query, KustoCode.ParseAndAnalyze(query, globals).GetDiagnostics());
}

function mistakes(query: string, found: Diagnostics): readonly string[] {
  return Array.from({ length: found.Count }, (_, index) => {
    const { Message, Start } = found.getItem(index);
    return `${query.slice(0, Start).split("\n").length}: ${Message}`;
  });
}

/** One query is run over many tables, and Kusto's parser takes its time. */
const trees = new Map<string, KqlNode>();

/** The tree of a query. Throws for one that has mistakes. */
export function parseKql(query: string): KqlNode {
  const known = trees.get(query);
  if (known) return known;
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
  const tree = plain(code.Syntax)[0]!;
  trees.set(query, tree);
  return tree;
}
