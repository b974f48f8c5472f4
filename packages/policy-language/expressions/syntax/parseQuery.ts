import type { Argument, Expr, LambdaParameter, TypeSyntax } from "./ast";
import { CodeError } from "./syntaxError";

/** What reading a query needs of the parser. */
export interface QueryReader {
  at(): number;
  word(text: string): boolean;
  expect(text: string): void;
  name(): string;
  /** The type before a range variable, where one is given. */
  type(): TypeSyntax | undefined;
  expression(): Expr;
}

/** Rewrites a query expression into the calls that C# defines it by. */
export function parseQuery(read: QueryReader): Expr {
  return new Query(read).parse();
}

class Query {
  private readonly at: number;
  private source!: Expr;
  /** The range variables; more than one travel together in an anonymous object. */
  private names: string[] = [];

  constructor(private readonly read: QueryReader) {
    this.at = read.at();
  }

  parse(): Expr {
    const { read } = this;
    read.expect("from");
    const { name, source } = this.range();
    this.source = source;
    this.names = [name];
    for (;;) {
      const done = this.clause();
      if (!done) continue;
      if (!read.word("into")) return this.source;
      this.names = [read.name()];
    }
  }

  /** `T name in source` */
  private range(): { name: string; source: Expr } {
    const type = this.read.type();
    const name = this.read.name();
    this.read.expect("in");
    const source = this.read.expression();
    return { name, source: type ? this.call(source, "Cast", [], [type]) : source };
  }

  /** One clause; true after the one that may end the query. */
  private clause(): boolean {
    const { read } = this;
    const here = read.at();
    if (read.word("from")) this.from();
    else if (read.word("let")) this.let();
    else if (read.word("join")) this.join();
    else if (read.word("where")) this.chain("Where", this.lambda(read.expression()));
    else if (read.word("orderby")) this.orderBy();
    else if (read.word("select")) {
      this.chain("Select", this.lambda(read.expression()));
      return true;
    } else if (read.word("group")) {
      const element = this.lambda(read.expression());
      read.expect("by");
      this.chain("GroupBy", this.lambda(read.expression()), element);
      return true;
    } else
      throw new CodeError(
        "CS0742",
        "A query ends with select or group ... by",
        here,
        "write it with Select, Where and SelectMany",
      );
    return false;
  }

  private from(): void {
    const { name, source } = this.range();
    this.chain("SelectMany", this.lambda(source), this.together(name));
  }

  private let(): void {
    const name = this.read.name();
    this.read.expect("=");
    const value = this.read.expression();
    this.chain("Select", this.lambda(this.record([...this.members(), { name, value }])));
    this.names = [...this.names, name];
  }

  private join(): void {
    const { read } = this;
    const { name, source } = this.range();
    read.expect("on");
    const outer = this.lambda(read.expression());
    read.expect("equals");
    const key = read.expression();
    const inner: Expr = { kind: "lambda", at: key.at, params: [{ name }], body: key };
    if (read.word("into")) this.chain("GroupJoin", source, outer, inner, this.together(read.name()));
    else this.chain("Join", source, outer, inner, this.together(name));
  }

  private orderBy(): void {
    let method = "OrderBy";
    do {
      const key = this.lambda(this.read.expression());
      const down = this.read.word("descending");
      if (!down) this.read.word("ascending");
      this.chain(down ? `${method}Descending` : method, key);
      method = "ThenBy";
    } while (this.read.word(","));
  }

  /** `(range, name) => new { ..., name }`, after which `name` is a range variable too. */
  private together(name: string): Expr {
    const body = this.record([...this.members(), this.member(name)]);
    const lambda: Expr = { kind: "lambda", at: this.at, params: [this.parameter(), { name }], body };
    this.names = [...this.names, name];
    return lambda;
  }

  private members(): { name: string; value: Expr }[] {
    return this.names.map((name) => this.member(name));
  }

  private member(name: string): { name: string; value: Expr } {
    return { name, value: { kind: "name", at: this.at, name } };
  }

  private record(members: { name: string; value: Expr }[]): Expr {
    return { kind: "anonymous", at: this.at, members };
  }

  private lambda(body: Expr): Expr {
    return { kind: "lambda", at: body.at, params: [this.parameter()], body };
  }

  private parameter(): LambdaParameter {
    return this.names.length === 1 ? { name: this.names[0]! } : { name: "<range>", members: this.names };
  }

  private chain(method: string, ...args: readonly Expr[]): void {
    this.source = this.call(this.source, method, args);
  }

  private call(target: Expr, method: string, args: readonly Expr[], types?: readonly TypeSyntax[]): Expr {
    const { at } = this;
    return {
      kind: "call",
      at,
      target: { kind: "member", at, target, name: method, args: types },
      args: args.map((value): Argument => ({ value })),
    };
  }
}
