/** A template expression as a tree. https://learn.microsoft.com/azure/azure-resource-manager/templates/template-expressions */
export type Expression =
  | { readonly kind: "value"; readonly value: string | number | boolean | null }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Expression[] }
  | {
      readonly kind: "member";
      readonly of: Expression;
      readonly key: Expression;
      /** `.?name` and `[?name]`: what is not there is null. */
      readonly safe: boolean;
    };

/** Why a text is no expression; the message is for the template's author. */
export class ExpressionError extends Error {}

/** Deeper than any compiler of templates writes. */
const deepest = 200;

/** `[...]` holds an expression; `[[` is a bracket that is meant as such, and so is one that does not close at the end. */
export function isExpression(text: string): boolean {
  return text.length > 1 && text.startsWith("[") && !text.startsWith("[[") && text.endsWith("]");
}

/** Reads the expression in a text that {@link isExpression}. @throws ExpressionError */
export function parseExpression(text: string): Expression {
  const parser = new Parser(text, 1, text.length - 1);
  const expression = parser.expression(0);
  parser.expectEnd();
  return expression;
}

class Parser {
  constructor(
    private readonly text: string,
    private at: number,
    private readonly end: number,
  ) {}

  expression(depth: number): Expression {
    if (depth > deepest) throw new ExpressionError(`nested deeper than ${deepest} levels`);
    let found = this.primary(depth);
    for (;;) {
      this.blanks();
      if (this.take(".")) {
        const safe = this.take("?");
        this.blanks();
        found = { kind: "member", of: found, key: { kind: "value", value: this.name() }, safe };
      } else if (this.take("[")) {
        const safe = this.take("?");
        const key = this.expression(depth + 1);
        this.blanks();
        this.expect("]");
        found = { kind: "member", of: found, key, safe };
      } else return found;
    }
  }

  expectEnd(): void {
    this.blanks();
    if (this.at < this.end)
      throw new ExpressionError(`"${this.text.slice(this.at, this.at + 20)}" is too much`);
  }

  private primary(depth: number): Expression {
    this.blanks();
    const character = this.text[this.at];
    if (this.at >= this.end || character === undefined) throw new ExpressionError("it ends too early");
    if (character === "'") return { kind: "value", value: this.string() };
    const number = /^[+-]?\d+(?:\.\d+)?/.exec(this.text.slice(this.at, this.at + 40))?.[0];
    if (number !== undefined) {
      this.at += number.length;
      return { kind: "value", value: Number(number) };
    }
    let name = this.name();
    this.blanks();
    // A function of the template's own stands behind its namespace.
    if (this.text[this.at] === ".") {
      this.at++;
      name = `${name}.${this.name()}`;
      this.blanks();
    }
    if (!this.take("(")) {
      const literal = literals.get(name.toLowerCase());
      if (literal !== undefined) return { kind: "value", value: literal };
      throw new ExpressionError(`"${name}" is no function call`);
    }
    const args: Expression[] = [];
    this.blanks();
    if (!this.take(")")) {
      do args.push(this.expression(depth + 1));
      while (this.afterBlanks(","));
      this.blanks();
      this.expect(")");
    }
    return { kind: "call", name, args };
  }

  private string(): string {
    let value = "";
    for (this.at++; this.at < this.end; this.at++) {
      const character = this.text[this.at]!;
      if (character !== "'") value += character;
      else if (this.text[this.at + 1] === "'" && this.at + 1 < this.end) {
        value += "'";
        this.at++;
      } else {
        this.at++;
        return value;
      }
    }
    throw new ExpressionError("a quoted text has no end");
  }

  private name(): string {
    const name = /^[A-Za-z_$][\w$-]*/.exec(this.text.slice(this.at, Math.min(this.end, this.at + 200)))?.[0];
    if (name === undefined)
      throw new ExpressionError(
        `a name is expected where "${this.text.slice(this.at, this.at + 10)}" stands`,
      );
    this.at += name.length;
    return name;
  }

  private blanks(): void {
    while (this.at < this.end && /\s/.test(this.text[this.at]!)) this.at++;
  }

  private take(token: string): boolean {
    if (this.at >= this.end || this.text[this.at] !== token) return false;
    this.at++;
    return true;
  }

  private afterBlanks(token: string): boolean {
    this.blanks();
    return this.take(token);
  }

  private expect(token: string): void {
    if (!this.take(token)) throw new ExpressionError(`"${token}" is missing`);
  }
}

const literals = new Map<string, boolean | null>([
  ["true", true],
  ["false", false],
]);
