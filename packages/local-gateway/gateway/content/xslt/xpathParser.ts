/** XPath 1.0 as a tree. https://www.w3.org/TR/1999/REC-xpath-19991116/ */
export type Expr =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "literal"; readonly value: string }
  | { readonly kind: "variable"; readonly name: string }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Expr[] }
  | { readonly kind: "binary"; readonly op: string; readonly left: Expr; readonly right: Expr }
  | { readonly kind: "negate"; readonly of: Expr }
  | { readonly kind: "filter"; readonly of: Expr; readonly predicates: readonly Expr[] }
  | PathExpr;

export interface PathExpr {
  readonly kind: "path";
  /** What the path begins at; undefined for the context node, "root" for a path that begins with a slash. */
  readonly from?: Expr | "root";
  readonly steps: readonly Step[];
}

export interface Step {
  readonly axis: string;
  readonly test: NodeTest;
  readonly predicates: readonly Expr[];
}

export type NodeTest =
  | { readonly kind: "any" | "text" | "comment" }
  | { readonly kind: "instruction"; readonly target?: string }
  /** A local name or "*"; no prefix, no namespace. */
  | { readonly kind: "name"; readonly uri: string | undefined; readonly local: string };

const axes = new Set([
  "ancestor", "ancestor-or-self", "attribute", "child", "descendant", "descendant-or-self", "following",
  "following-sibling", "parent", "preceding", "preceding-sibling", "self",
]); // prettier-ignore
const precedence: readonly (readonly string[])[] = [
  ["or"], ["and"], ["=", "!="], ["<", "<=", ">", ">="], ["+", "-"], ["*", "div", "mod"],
]; // prettier-ignore
const nodeTypes = new Set(["node", "text", "comment", "processing-instruction"]);
/** Deeper expressions are refused: the parser and the evaluation call themselves. */
const deepest = 100;

interface Token {
  readonly kind: "number" | "literal" | "name" | "operator" | "variable" | "end";
  readonly text: string;
}

const tokenPattern =
  /\s*(?:(\d+(?:\.\d*)?|\.\d+)|("[^"]*"|'[^']*')|\$([\p{L}_][\p{L}\p{N}_.-]*(?::[\p{L}_][\p{L}\p{N}_.-]*)?)|([\p{L}_][\p{L}\p{N}_.-]*(?::(?:\*|[\p{L}_][\p{L}\p{N}_.-]*))?(?!:[^:])|[\p{L}_][\p{L}\p{N}_.-]*)|(\/\/|::|\.\.|!=|<=|>=|[()[\].@,/|+\-=<>*]))/uy;

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  tokenPattern.lastIndex = 0;
  let at = 0;
  while (text.slice(at).trim() !== "") {
    tokenPattern.lastIndex = at;
    const found = tokenPattern.exec(text);
    if (!found) throw new Error(`'${text}' is no XPath: '${text.slice(at).trim()}' cannot be read`);
    at = tokenPattern.lastIndex;
    const [, number, literal, variable, name, symbol] = found;
    const before = tokens.at(-1);
    // After an operand a star multiplies and a name is an operator (XPath 1.0, section 3.7).
    const afterOperand =
      before !== undefined &&
      !(before.kind === "operator" && !/^(\)|\]|\.|\.\.|wildcard)$/.test(before.text));
    if (number !== undefined) tokens.push({ kind: "number", text: number });
    else if (literal !== undefined) tokens.push({ kind: "literal", text: literal.slice(1, -1) });
    else if (variable !== undefined) tokens.push({ kind: "variable", text: variable });
    else if (name !== undefined)
      tokens.push({
        kind: afterOperand && /^(and|or|mod|div)$/.test(name) ? "operator" : "name",
        text: name,
      });
    else if (symbol === "*" && !afterOperand) tokens.push({ kind: "name", text: "*" });
    else tokens.push({ kind: "operator", text: symbol! });
  }
  tokens.push({ kind: "end", text: "" });
  return tokens;
}

/** @throws Error that says what is wrong. */
export function parseXPath(text: string, namespaces: ReadonlyMap<string, string>): Expr {
  return new Parser(text, namespaces).whole();
}

class Parser {
  private readonly tokens: Token[];
  private at = 0;
  private depth = 0;

  constructor(
    private readonly text: string,
    private readonly namespaces: ReadonlyMap<string, string>,
  ) {
    this.tokens = tokensOf(text);
  }

  whole(): Expr {
    const expression = this.binary(0);
    if (this.peek().kind !== "end") this.fail(`'${this.peek().text}' is not expected`);
    return expression;
  }

  private fail(why: string): never {
    throw new Error(`'${this.text}' is no XPath: ${why}`);
  }

  private peek(ahead = 0): Token {
    return this.tokens[this.at + ahead] ?? this.tokens.at(-1)!;
  }

  private is(text: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === "operator" && token.text === text;
  }

  private take(text: string): boolean {
    if (!this.is(text)) return false;
    this.at++;
    return true;
  }

  private expect(text: string): void {
    if (!this.take(text)) this.fail(`'${text}' is expected`);
  }

  private binary(level: number): Expr {
    if (level === precedence.length) return this.unary();
    if (level === 0 && ++this.depth > deepest) this.fail("it is nested too deep");
    let left = this.binary(level + 1);
    for (let token = this.peek(); token.kind === "operator" && precedence[level]!.includes(token.text);) {
      this.at++;
      left = { kind: "binary", op: token.text, left, right: this.binary(level + 1) };
      token = this.peek();
    }
    if (level === 0) this.depth--;
    return left;
  }

  private unary(): Expr {
    let negative = false;
    while (this.take("-")) negative = !negative;
    let expression = this.path();
    while (this.take("|")) expression = { kind: "binary", op: "|", left: expression, right: this.path() };
    return negative ? { kind: "negate", of: expression } : expression;
  }

  private path(): Expr {
    if (this.startsPrimary()) {
      let start = this.primary();
      const predicates = this.predicates();
      if (predicates.length > 0) start = { kind: "filter", of: start, predicates };
      if (!this.is("/") && !this.is("//")) return start;
      return { kind: "path", from: start, steps: this.steps([]) };
    }
    if (this.is("//")) return { kind: "path", from: "root", steps: this.steps([]) };
    if (this.take("/")) {
      return { kind: "path", from: "root", steps: this.startsStep() ? this.steps([this.step()]) : [] };
    }
    return { kind: "path", steps: this.steps([this.step()]) };
  }

  /** The steps behind those that have been read. */
  private steps(read: Step[]): readonly Step[] {
    for (;;) {
      if (this.take("//")) read.push({ axis: "descendant-or-self", test: { kind: "any" }, predicates: [] });
      else if (!this.take("/")) return read;
      read.push(this.step());
    }
  }

  private startsStep(): boolean {
    return this.peek().kind === "name" || this.is(".") || this.is("..") || this.is("@");
  }

  private startsPrimary(): boolean {
    const { kind, text } = this.peek();
    if (kind === "number" || kind === "literal" || kind === "variable") return true;
    return this.is("(") || (kind === "name" && this.is("(", 1) && !nodeTypes.has(text));
  }

  private primary(): Expr {
    const { kind, text } = this.peek();
    this.at++;
    if (kind === "number") return { kind, value: Number(text) };
    if (kind === "literal") return { kind, value: text };
    if (kind === "variable") return { kind, name: this.expanded(text) };
    if (kind === "operator") {
      const inner = this.binary(0);
      this.expect(")");
      return inner;
    }
    this.expect("(");
    const args: Expr[] = [];
    if (!this.is(")"))
      do args.push(this.binary(0));
      while (this.take(","));
    this.expect(")");
    return { kind: "call", name: text, args };
  }

  private step(): Step {
    if (this.take(".")) return { axis: "self", test: { kind: "any" }, predicates: [] };
    if (this.take("..")) return { axis: "parent", test: { kind: "any" }, predicates: [] };
    let axis = this.take("@") ? "attribute" : "child";
    if (this.peek().kind === "name" && this.is("::", 1)) {
      axis = this.peek().text;
      if (!axes.has(axis)) this.fail(`there is no axis '${axis}' here`);
      this.at += 2;
    }
    return { axis, test: this.test(), predicates: this.predicates() };
  }

  private test(): NodeTest {
    const { kind, text } = this.peek();
    if (kind !== "name") this.fail(text === "" ? "it ends too soon" : `'${text}' is no step`);
    this.at++;
    if (nodeTypes.has(text) && this.take("(")) {
      const target = this.peek().kind === "literal" ? this.tokens[this.at++]!.text : undefined;
      this.expect(")");
      if (text === "processing-instruction") return { kind: "instruction", target };
      return { kind: text === "node" ? "any" : (text as "text" | "comment") };
    }
    if (text === "*") return { kind: "name", uri: undefined, local: "*" };
    const colon = text.indexOf(":");
    return {
      kind: "name",
      uri: colon < 0 ? "" : this.uri(text.slice(0, colon)),
      local: text.slice(colon + 1),
    };
  }

  private predicates(): Expr[] {
    const predicates: Expr[] = [];
    while (this.take("[")) {
      predicates.push(this.binary(0));
      this.expect("]");
    }
    return predicates;
  }

  private uri(prefix: string): string {
    return this.namespaces.get(prefix) ?? this.fail(`no namespace is declared for the prefix '${prefix}'`);
  }

  /** A name of a variable: its prefix is looked up, for two prefixes may mean the same. */
  private expanded(name: string): string {
    const colon = name.indexOf(":");
    return colon < 0 ? name : `{${this.uri(name.slice(0, colon))}}${name.slice(colon + 1)}`;
  }
}
