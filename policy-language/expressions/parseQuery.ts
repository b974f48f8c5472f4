import type { Argument, Expr, TypeSyntax } from "./ast";
import { CodeError } from "./syntaxError";

/** What reading a query needs of the parser. */
export interface QueryReader {
  at(): number;
  word(text: string): boolean;
  expect(text: string): void;
  name(): string;
  type(): TypeSyntax | undefined;
  expression(): Expr;
}

/** Rewrites a query expression into the calls that C# defines it by. One range variable at a time. */
export function parseQuery(read: QueryReader): Expr {
  const at = read.at();
  read.expect("from");
  const type = read.type();
  let name = read.name();
  read.expect("in");
  let source = read.expression();
  const call = (method: string, args: readonly Expr[], types?: readonly TypeSyntax[]): Expr => ({
    kind: "call",
    at,
    target: { kind: "member", at, target: source, name: method, args: types },
    args: args.map((value): Argument => ({ value })),
  });
  const lambda = (body: Expr): Expr => ({ kind: "lambda", at: body.at, params: [{ name }], body });
  if (type) source = call("Cast", [], [type]);
  for (;;) {
    const here = read.at();
    if (read.word("where")) source = call("Where", [lambda(read.expression())]);
    else if (read.word("orderby")) {
      let method = "OrderBy";
      do {
        const key = read.expression();
        const down = read.word("descending");
        if (!down) read.word("ascending");
        source = call(down ? `${method}Descending` : method, [lambda(key)]);
        method = "ThenBy";
      } while (read.word(","));
    } else if (read.word("select")) source = call("Select", [lambda(read.expression())]);
    else if (read.word("group")) {
      const element = read.expression();
      read.expect("by");
      const key = read.expression();
      source = call("GroupBy", [lambda(key), lambda(element)]);
    } else
      throw new CodeError(
        "CS0742",
        "A query ends with select or group ... by",
        here,
        "write it with Select, Where and SelectMany",
      );
    if (read.word("into")) name = read.name();
    else if (["Select", "GroupBy"].includes(methodOf(source))) return source;
  }
}

function methodOf(source: Expr): string {
  return source.kind === "call" && source.target.kind === "member" ? source.target.name : "";
}
