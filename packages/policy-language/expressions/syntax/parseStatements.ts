import type {
  CatchClause,
  DeconstructionTarget,
  Expr,
  Initializer,
  LambdaParameter,
  Statement,
  SwitchSection,
  TypeSyntax,
} from "./ast";
import { tokenize, type Token } from "./lexer";
import { ExpressionParser } from "./parseExpressions";
import { CodeError } from "./syntaxError";

/** `@( expression )` or `@{ statements }`, offsets counted in the whole of `code`. */
export function parseCode(code: string): Expr | Statement {
  const start = code.search(/\S/);
  const trimmed = code.trimEnd();
  const block = code[start + 1] === "{";
  const tokens = tokenize(code, start + 2, trimmed.length - 1);
  const parser = new Parser(tokens);
  return block ? parser.body(start + 1) : parser.whole();
}

class Parser extends ExpressionParser {
  whole(): Expr {
    const value = this.expression();
    if (this.token.kind !== "end")
      throw new CodeError(
        this.is(";") ? "CS1026" : "CS1003",
        `Unexpected '${this.token.text}' after the expression`,
        this.token.at,
        this.is(";") ? "statements stand in @{ }" : undefined,
      );
    return value;
  }

  body(at: number): Statement {
    const body: Statement[] = [];
    while (this.token.kind !== "end") body.push(this.statement());
    return { kind: "block", at, body };
  }

  protected inner(tokens: readonly Token[]): Expr {
    return new Parser(tokens).whole();
  }

  protected block(): Statement {
    const { at } = this.expect("{");
    const body: Statement[] = [];
    while (!this.is("}")) {
      if (this.token.kind === "end") throw new CodeError("CS1513", "'}' is expected", this.token.at);
      body.push(this.statement());
    }
    this.expect("}");
    return { kind: "block", at, body };
  }

  private statement(): Statement {
    return this.nested(() => this.oneStatement());
  }

  private oneStatement(): Statement {
    const { token } = this;
    const { at } = token;
    if (this.is("{")) return this.block();
    if (this.accept(";")) return { kind: "empty", at };
    if (token.kind === "keyword") {
      const special = this.keywordStatement(token);
      if (special) return special;
    }
    if (token.kind === "id" && this.peek().text === ":" && this.peek().kind === "op") {
      this.take();
      this.take();
      return { kind: "label", at, name: token.text };
    }
    if (this.isWord("yield") && ["return", "break"].includes(this.peek().text))
      return this.yieldStatement(at);
    const declared = this.localFunction(at) ?? this.deconstruction(at) ?? this.declaration(at);
    if (declared) return declared;
    const value = this.expression();
    if (
      !["assign", "call", "postfix", "new", "conditionalAccess"].includes(value.kind) &&
      !(value.kind === "unary" && (value.op === "++" || value.op === "--"))
    ) {
      if (!this.is(";")) this.expect(";");
      throw new CodeError(
        "CS0201",
        "Only an assignment, a call, ++, -- and new can stand as a statement",
        value.at,
      );
    }
    this.expect(";");
    return { kind: "expression", at, value };
  }

  private keywordStatement({ text, at }: Token): Statement | undefined {
    switch (text) {
      case "if": {
        this.take();
        const test = this.condition();
        const yes = this.statement();
        return { kind: "if", at, test, yes, no: this.accept("else") ? this.statement() : undefined };
      }
      case "while":
        this.take();
        return { kind: "while", at, test: this.condition(), body: this.statement() };
      case "do": {
        this.take();
        const body = this.statement();
        this.expect("while");
        const test = this.condition();
        this.expect(";");
        return { kind: "doWhile", at, test, body };
      }
      case "for":
        return this.forStatement(at);
      case "foreach": {
        this.take();
        this.expect("(");
        const targets = this.targets();
        const type = targets || this.isWord("var") ? (targets ?? this.take(), undefined) : this.typeSyntax();
        const name = targets ? "" : this.identifier().text;
        this.expect("in");
        const source = this.expression();
        this.expect(")");
        return { kind: "foreach", at, type, name, targets, source, body: this.statement() };
      }
      case "switch":
        return this.switchStatement(at);
      case "return":
      case "throw": {
        this.take();
        const value = this.is(";") ? undefined : text === "return" ? this.referred() : this.expression();
        this.expect(";");
        return { kind: text, at, value };
      }
      case "break":
      case "continue":
        this.take();
        this.expect(";");
        return { kind: text, at };
      case "try":
        return this.tryStatement(at);
      case "using":
      case "lock": {
        this.take();
        this.expect("(");
        const declared = this.declaration(at, ")");
        const resource = declared ?? { kind: "expression" as const, at, value: this.expression() };
        if (!declared) this.expect(")");
        const body = this.statement();
        return text === "using"
          ? { kind: "using", at, resource, body }
          : { kind: "lock", at, value: (resource as { value: Expr }).value, body };
      }
      case "const": {
        this.take();
        const declared = this.declaration(at, ";", true);
        if (!declared) throw new CodeError("CS1031", "A type is expected", this.token.at);
        return declared;
      }
      case "goto":
        return this.gotoStatement(at);
      case "checked":
      case "unchecked":
        if (this.peek().text !== "{") return undefined;
        this.take();
        return { kind: "checked", at, on: text === "checked", body: this.block() };
      default:
        return undefined;
    }
  }

  private yieldStatement(at: number): Statement {
    this.take();
    const value = this.take().text === "return" ? this.expression() : undefined;
    this.expect(";");
    return { kind: "yield", at, value };
  }

  private gotoStatement(at: number): Statement {
    this.take();
    let name: string;
    let value: Expr | undefined;
    if (this.accept("default")) name = "default";
    else if (this.accept("case")) {
      value = this.expression();
      name = "case";
    } else name = this.identifier().text;
    this.expect(";");
    return { kind: "goto", at, name, value };
  }

  /** `var (a, b) = value;` and `(int a, var b) = value;` */
  private deconstruction(at: number): Statement | undefined {
    const targets = this.attempt(() => {
      const list = this.targets();
      return list && this.is("=") ? list : undefined;
    });
    if (!targets) return undefined;
    this.expect("=");
    const value = this.expression();
    this.expect(";");
    return { kind: "deconstruct", at, targets, value };
  }

  private targets(): DeconstructionTarget[] | undefined {
    const inferred = this.isWord("var") && this.peek().text === "(";
    if (!inferred && !this.is("(")) return undefined;
    return this.attempt(() => {
      if (inferred) this.take();
      return this.targetList(inferred);
    });
  }

  private targetList(inferred: boolean): DeconstructionTarget[] | undefined {
    this.expect("(");
    const list: DeconstructionTarget[] = [];
    do {
      const { at } = this.token;
      if (this.is("(")) {
        const inner = this.targetList(inferred);
        if (!inner) return undefined;
        list.push({ at, inner });
      } else if (inferred || (this.isWord("_") && [",", ")"].includes(this.peek().text)))
        list.push({ at, name: this.identifier().text });
      else {
        const type = this.isWord("var") ? (this.take(), undefined) : this.typeSyntax();
        list.push({ at, type, name: this.identifier().text });
      }
    } while (this.accept(","));
    this.expect(")");
    return list.length > 1 ? list : undefined;
  }

  private condition(): Expr {
    this.expect("(");
    const test = this.expression();
    this.expect(")");
    return test;
  }

  private forStatement(at: number): Statement {
    this.take();
    this.expect("(");
    const init: Statement[] = [];
    const declared = this.is(";") ? (this.take(), undefined) : this.declaration(this.token.at);
    if (declared) init.push(declared);
    else if (this.tokens[this.at - 1]!.text !== ";" || this.tokens[this.at - 2]!.text !== "(") {
      do init.push({ kind: "expression", at: this.token.at, value: this.expression() });
      while (this.accept(","));
      this.expect(";");
    }
    const test = this.is(";") ? undefined : this.expression();
    this.expect(";");
    const step: Expr[] = [];
    if (!this.is(")"))
      do step.push(this.expression());
      while (this.accept(","));
    this.expect(")");
    return { kind: "for", at, init, test, step, body: this.statement() };
  }

  private switchStatement(at: number): Statement {
    this.take();
    const value = this.condition();
    this.expect("{");
    const sections: SwitchSection[] = [];
    while (!this.is("}")) {
      const labels: { pattern?: ReturnType<Parser["pattern"]>; when?: Expr; at: number }[] = [];
      while (this.is("case") || this.is("default")) {
        const label = this.take();
        if (label.text === "default") labels.push({ at: label.at });
        else {
          const pattern = this.pattern();
          const when = this.isWord("when") ? (this.take(), this.expression()) : undefined;
          labels.push({ pattern, when, at: label.at });
        }
        this.expect(":");
      }
      if (labels.length === 0)
        throw new CodeError("CS1516", "'case' or 'default' is expected", this.token.at);
      const body: Statement[] = [];
      while (!this.is("case") && !this.is("default") && !this.is("}")) body.push(this.statement());
      sections.push({ labels, body });
    }
    this.expect("}");
    return { kind: "switch", at, value, sections };
  }

  private tryStatement(at: number): Statement {
    this.take();
    const body = this.block();
    const catches: CatchClause[] = [];
    while (this.is("catch")) {
      const start = this.take().at;
      let type: TypeSyntax | undefined;
      let name: string | undefined;
      if (this.accept("(")) {
        type = this.typeSyntax();
        if (this.token.kind === "id") name = this.take().text;
        this.expect(")");
      }
      const when = this.isWord("when") ? (this.take(), this.condition()) : undefined;
      catches.push({ at: start, type, name, when, body: this.block() });
    }
    const last = this.accept("finally") ? this.block() : undefined;
    if (catches.length === 0 && !last)
      throw new CodeError("CS1524", "catch or finally is expected", this.token.at);
    return { kind: "try", at, body, catches, last };
  }

  /** `T name(params) { ... }` inside the body. */
  private localFunction(at: number): Statement | undefined {
    const head = this.attempt(() => {
      const byRef = this.accept("ref") || undefined;
      if (byRef && this.isWord("readonly")) this.take();
      const type = this.typeSyntax();
      const name = this.identifier().text;
      this.expect("(");
      const params: LambdaParameter[] = [];
      if (!this.is(")"))
        do {
          const passed = ["out", "ref", "params"].find((one) => this.accept(one));
          const mode = (passed ??
            (this.is("in") ? (this.take(), undefined) : undefined)) as LambdaParameter["mode"];
          const type = this.typeSyntax();
          const name = this.identifier().text;
          params.push({ type, name, mode, value: this.accept("=") ? this.expression() : undefined });
        } while (this.accept(","));
      this.expect(")");
      return this.is("{") || this.is("=>") ? { type, name, params, byRef } : undefined;
    });
    if (!head) return undefined;
    if (this.is("{")) return { kind: "function", at, ...head, body: this.block() };
    this.take();
    const value = this.referred();
    this.expect(";");
    return { kind: "function", at, ...head, body: { kind: "return", at: value.at, value } };
  }

  /** A value, or `ref` and a variable. */
  private referred(): Expr {
    const { at } = this.token;
    return this.accept("ref") ? { kind: "ref", at, value: this.expression() } : this.expression();
  }

  private declaration(at: number, end = ";", constant = false): Statement | undefined {
    const head = this.attempt(() => {
      const byRef = this.accept("ref") || undefined;
      if (byRef && this.isWord("readonly")) this.take();
      const inferred = this.isWord("var") && this.peek().kind === "id";
      const type = inferred ? (this.take(), undefined) : this.typeSyntax();
      if (this.token.kind !== "id") return undefined;
      const next = this.peek();
      // `a b` is a declaration whatever follows, except a query's words.
      return next.kind === "op" && ["=", ";", ",", ")"].includes(next.text)
        ? { type, byRef }
        : next.kind === "end" || inferred || next.kind !== "op"
          ? { type, byRef }
          : undefined;
    });
    if (!head) return undefined;
    const names: { name: string; at: number; value?: Expr | Initializer }[] = [];
    do {
      const name = this.identifier();
      let value: Expr | Initializer | undefined;
      if (this.accept("="))
        value = this.is("{")
          ? { at: this.token.at, elements: this.arrayInitializer().map((one) => [one as Expr]) }
          : this.referred();
      names.push({ name: name.text, at: name.at, value });
    } while (this.accept(","));
    this.expect(end);
    return { kind: "declare", at, type: head.type, constant, byRef: head.byRef, names };
  }
}
