import type {
  Argument,
  Expr,
  InterpolationHole,
  LambdaParameter,
  Pattern,
  Statement,
  TypeSyntax,
} from "./ast";
import type { InterpolationPart, Token } from "./lexer";
import { CreationParser } from "./parseCreation";
import { parseQuery } from "./parseQuery";
import { CodeError } from "./syntaxError";
import { predefinedTypes } from "./tokenReader";

const assignments = new Set("= += -= *= /= %= &= |= ^= <<= >>=".split(" "));
const levels: readonly (readonly string[])[] = [
  ["||"], ["&&"], ["|"], ["^"], ["&"], ["==", "!="], ["<", ">", "<=", ">=", "is", "as"], ["<<", ">>"], ["+", "-"], ["*", "/", "%"],
]; // prettier-ignore
/** Tokens after `a<b>` that make it generic, as the C# grammar lists them. */
const afterGeneric = new Set("( ) ] } : ; , . ? == != | ^ && || & ?. ??".split(" "));

/** Parses expressions; statements inside lambdas come from the subclass. */
export abstract class ExpressionParser extends CreationParser {
  protected abstract block(): Statement;

  expression(): Expr {
    return this.nested(() => this.assignment());
  }

  private assignment(): Expr {
    const lambda = this.lambda();
    if (lambda) return lambda;
    if (
      this.isWord("from") &&
      (this.peek().kind === "id" || this.peek().kind === "keyword") &&
      this.peek(2).text !== "="
    )
      return parseQuery(this.queryReader());
    if (this.is("throw")) {
      const { at } = this.take();
      return { kind: "throw", at, value: this.expression() };
    }
    const left = this.ternary();
    const shift = this.is(">") && this.peek().text === ">=" && this.peek().at === this.token.end;
    if (!shift && !(this.token.kind === "op" && assignments.has(this.token.text))) return left;
    const { at, text } = this.take();
    if (shift) this.take();
    if (text === "=" && this.is("ref")) {
      const ref = this.take();
      return {
        kind: "assign",
        at,
        op: "=",
        left,
        right: { kind: "ref", at: ref.at, value: this.expression() },
      };
    }
    return { kind: "assign", at, op: shift ? ">>=" : text, left, right: this.expression() };
  }

  private queryReader() {
    return {
      at: () => this.token.at,
      word: (text: string) => (this.isWord(text) || this.is(text) ? (this.take(), true) : false),
      expect: (text: string) => {
        if (!this.isWord(text) && !this.is(text))
          throw new CodeError("CS1003", `'${text}' is expected`, this.token.at);
        this.take();
      },
      name: () => this.identifier().text,
      type: () =>
        this.attempt(() => {
          const type = this.typeSyntax();
          return this.token.kind === "id" ? type : undefined;
        }),
      expression: () => this.expression(),
    };
  }

  private lambda(): Expr | undefined {
    const { at } = this.token;
    if (this.token.kind === "id" && this.peek().text === "=>" && this.peek().kind === "op") {
      const name = this.take().text;
      return this.lambdaBody(at, [{ name }]);
    }
    if (!this.is("(")) return undefined;
    const params = this.attempt(() => {
      this.expect("(");
      const list: LambdaParameter[] = [];
      if (!this.is(")"))
        do {
          const bare = this.token.kind === "id" && (this.peek().text === "," || this.peek().text === ")");
          list.push(
            bare ? { name: this.take().text } : { type: this.typeSyntax(), name: this.identifier().text },
          );
        } while (this.accept(","));
      this.expect(")");
      return this.is("=>") ? list : undefined;
    });
    return params && this.lambdaBody(at, params);
  }

  private lambdaBody(at: number, params: readonly LambdaParameter[]): Expr {
    this.expect("=>");
    return { kind: "lambda", at, params, body: this.is("{") ? this.block() : this.expression() };
  }

  private ternary(): Expr {
    const test = this.coalesce();
    if (!this.is("?")) return test;
    const { at } = this.take();
    const yes = this.expression();
    this.expect(":");
    return { kind: "ternary", at, test, yes, no: this.expression() };
  }

  private coalesce(): Expr {
    const left = this.binary(0);
    if (!this.is("??")) return left;
    const { at } = this.take();
    const right = this.is("throw") ? this.expression() : this.nested(() => this.coalesce());
    return { kind: "binary", at, op: "??", left, right };
  }

  private binary(level: number): Expr {
    const operators = levels[level];
    if (!operators) return this.unary();
    let left = this.binary(level + 1);
    for (;;) {
      const { token } = this;
      if (token.kind !== "op" && token.kind !== "keyword") return left;
      let op = token.text;
      const doubled = op === ">" && this.peek().text === ">" && this.peek().at === token.end;
      if (doubled) op = ">>";
      if (
        !operators.includes(op) ||
        (op === ">" && this.peek().text === ">=" && this.peek().at === token.end)
      )
        return left;
      this.take();
      if (doubled) this.take();
      if (op === "is") left = this.isPattern(left, token.at);
      else if (op === "as") left = { kind: "as", at: token.at, value: left, type: this.testType() };
      else left = { kind: "binary", at: token.at, op, left, right: this.binary(level + 1) };
    }
  }

  /** A type after `is` or `as`: a `?` belongs to it only when no condition could go on from there. */
  private testType(): TypeSyntax {
    const type = this.typeSyntax(false);
    if (!this.is("?")) return type;
    const next = this.peek();
    if (next.kind === "op" && [")", ";", "]", "}", ",", "??", "==", "!=", "&&", "||"].includes(next.text)) {
      this.take();
      return { ...type, nullable: true };
    }
    return type;
  }

  private isPattern(value: Expr, at: number): Expr {
    const pattern = this.pattern();
    return {
      kind: "is",
      at,
      value,
      pattern,
      plain: pattern.kind === "declaration" && pattern.name === undefined,
    };
  }

  protected pattern(): Pattern {
    const { at } = this.token;
    if (this.isWord("var") && this.peek().kind === "id") {
      this.take();
      return { kind: "declaration", name: this.identifier().text, at };
    }
    const typed = this.attempt((): Pattern | undefined => {
      const type = this.testType();
      if (this.token.kind === "id" && !this.isWord("when"))
        return { kind: "declaration", type, name: this.take().text, at };
      const next = this.token;
      const ends =
        next.kind === "end" ||
        next.kind === "id" ||
        [")", ";", ":", "&&", "||", "?", ",", "]", "}", "==", "!=", "&", "|", "^", "??"].includes(next.text);
      return ends ? { kind: "declaration", type, at } : undefined;
    });
    return typed ?? { kind: "constant", value: this.binary(7) };
  }

  private unary(): Expr {
    return this.nested(() => {
      const { at, text, kind } = this.token;
      if (kind === "op" && ["+", "-", "!", "~", "++", "--"].includes(text)) {
        this.take();
        return { kind: "unary", at, op: text, value: this.unary() };
      }
      if (this.is("(")) {
        const type = this.attempt(() => this.castType());
        if (type) return { kind: "cast", at, type, value: this.unary() };
      }
      return this.postfix(this.primary());
    });
  }

  private castType(): TypeSyntax | undefined {
    this.expect("(");
    const type = this.typeSyntax();
    this.expect(")");
    const { token } = this;
    if (predefinedTypes.has(type.name)) return token.kind === "end" ? undefined : type;
    if (["id", "number", "string", "char", "interpolated"].includes(token.kind)) return type;
    if (token.kind === "keyword") return token.text === "is" || token.text === "as" ? undefined : type;
    // `(a) - b` subtracts; `(T?)-1` and `(T[])(...)` cannot be anything else than casts.
    const sure = type.nullable || type.ranks.length > 0 || type.args.length > 0;
    return token.kind === "op" && (["(", "!", "~"].includes(token.text) || (sure && token.text === "-"))
      ? type
      : undefined;
  }

  private postfix(start: Expr): Expr {
    let value = start;
    for (;;) {
      const { at } = this.token;
      if (this.is(".")) {
        this.take();
        value = this.member(value);
      } else if (this.is("("))
        value = { kind: "call", at: value.at, target: value, args: this.callArguments("(", ")") };
      else if (this.is("[")) value = { kind: "index", at, target: value, args: this.callArguments("[", "]") };
      else if (this.is("++") || this.is("--")) value = { kind: "postfix", at, op: this.take().text, value };
      else if (this.is("?.") || (this.is("?") && this.peek().text === "[" && this.conditionalIndex())) {
        this.take();
        const hole: Expr = { kind: "placeholder", at };
        const first: Expr = this.is("[") ? hole : this.member(hole);
        const rest = this.postfix(first);
        return { kind: "conditionalAccess", at, target: value, rest };
      } else return value;
    }
  }

  /** `a?[0]` as opposed to `a ? [`, which C# 7 does not have: always the former. */
  private conditionalIndex(): boolean {
    return this.peek().at === this.token.end;
  }

  private member(target: Expr): Expr {
    const { text: name, at } = this.identifier();
    return { kind: "member", at, target, name, args: this.genericArguments() };
  }

  private genericArguments(): TypeSyntax[] | undefined {
    if (!this.is("<")) return undefined;
    return this.attempt(() => {
      const args = this.typeArguments();
      const { kind, text } = this.token;
      return kind === "end" || (kind === "op" && afterGeneric.has(text)) ? args : undefined;
    });
  }

  protected callArguments(open: string, close: string): Argument[] {
    this.expect(open);
    const args: Argument[] = [];
    if (!this.is(close))
      do args.push(this.argument());
      while (this.accept(","));
    this.expect(close);
    return args;
  }

  private argument(): Argument {
    let name: string | undefined;
    if (this.token.kind === "id" && this.peek().text === ":" && this.peek().kind === "op") {
      name = this.take().text;
      this.take();
    }
    if (!this.is("out") && !this.is("ref")) return { name, value: this.expression() };
    const mode = this.take().text as "out" | "ref";
    const declares = this.attempt(() => {
      const at = this.token.at;
      const type = this.isWord("var") ? (this.take(), undefined) : this.typeSyntax();
      return this.token.kind === "id" ? { type, name: this.take().text, at } : undefined;
    });
    if (declares)
      return { name, mode, declares, value: { kind: "name", name: declares.name, at: declares.at } };
    return { name, mode, value: this.expression() };
  }

  private primary(): Expr {
    const { token } = this;
    const { at } = token;
    switch (token.kind) {
      case "number":
        this.take();
        return { kind: "number", at, type: token.type!, text: token.text };
      case "string":
        this.take();
        return { kind: "string", at, value: token.text };
      case "char":
        this.take();
        return { kind: "char", at, value: token.text };
      case "interpolated":
        this.take();
        return { kind: "interpolated", at, parts: token.parts!.map((part) => this.hole(part)) };
      case "id": {
        this.take();
        return { kind: "name", at, name: token.text, args: this.genericArguments() };
      }
      case "keyword":
        return this.keyword(token);
      default:
        if (this.is("(")) return this.parenthesised(at);
        throw new CodeError(
          "CS1525",
          token.kind === "end" ? "An expression is expected" : `Unexpected '${token.text}'`,
          at,
        );
    }
  }

  private parenthesised(at: number): Expr {
    const items = this.callArguments("(", ")");
    if (items.length === 1 && items[0]!.name === undefined) return items[0]!.value;
    if (items.length === 0) throw new CodeError("CS1525", "An expression is expected", at);
    return { kind: "tuple", at, items };
  }

  private hole(part: InterpolationPart): string | InterpolationHole {
    if (typeof part === "string") return part;
    return {
      value: this.inner(part.tokens),
      format: part.format,
      align: part.align && this.inner(part.align),
    };
  }

  protected abstract inner(tokens: readonly Token[]): Expr;

  private keyword({ text, at }: Token): Expr {
    if (predefinedTypes.has(text) && text !== "void")
      return {
        kind: "predefined",
        at,
        type: { at, name: this.take().text, args: [], ranks: [], nullable: false },
      };
    this.take();
    switch (text) {
      case "true":
      case "false":
        return { kind: "bool", at, value: text === "true" };
      case "null":
        return { kind: "null", at };
      case "new":
        return this.creation(at);
      case "typeof":
      case "sizeof": {
        this.expect("(");
        const type = this.typeSyntax();
        this.expect(")");
        return { kind: "typeof", at, type };
      }
      case "default": {
        if (!this.accept("(")) return { kind: "default", at };
        const type = this.typeSyntax();
        this.expect(")");
        return { kind: "default", at, type };
      }
      case "checked":
      case "unchecked": {
        this.expect("(");
        const value = this.expression();
        this.expect(")");
        return { kind: "checked", at, on: text === "checked", value };
      }
      default:
        throw new CodeError("CS1525", `Unexpected '${text}'`, at);
    }
  }
}
