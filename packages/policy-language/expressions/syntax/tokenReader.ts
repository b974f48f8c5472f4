import type { TypeSyntax } from "./ast";
import type { Token } from "./lexer";
import { CodeError } from "./syntaxError";

export const predefinedTypes = new Set(
  "bool byte char decimal double float int long object sbyte short string uint ulong ushort void".split(" "),
);

/** Deeper nesting than this is no expression a person wrote; it would overflow the stack. */
const deepest = 200;

/** The tokens of an expression with a position, and the syntax of types, which both parsers need. */
export class TokenReader {
  protected at = 0;
  private depth = 0;

  constructor(protected readonly tokens: readonly Token[]) {}

  protected get token(): Token {
    return this.tokens[this.at]!;
  }

  protected peek(ahead = 1): Token {
    return this.tokens[Math.min(this.at + ahead, this.tokens.length - 1)]!;
  }

  protected is(text: string): boolean {
    const { token } = this;
    return token.text === text && (token.kind === "op" || token.kind === "keyword");
  }

  /** A word that is a keyword only where it stands, such as `var` or `from`. */
  protected isWord(text: string): boolean {
    return this.token.kind === "id" && this.token.text === text;
  }

  protected take(): Token {
    const { token } = this;
    if (token.kind !== "end") this.at++;
    return token;
  }

  protected accept(text: string): boolean {
    if (!this.is(text)) return false;
    this.at++;
    return true;
  }

  protected expect(text: string): Token {
    if (this.is(text)) return this.take();
    const code = text === ";" ? "CS1002" : text === ")" ? "CS1026" : text === "}" ? "CS1513" : "CS1003";
    throw new CodeError(code, `'${text}' is expected`, text === ";" ? this.previousEnd() : this.token.at);
  }

  protected previousEnd(): number {
    return this.tokens[this.at - 1]?.end ?? this.token.at;
  }

  protected identifier(): Token {
    if (this.token.kind !== "id") throw new CodeError("CS1001", "A name is expected", this.token.at);
    return this.take();
  }

  protected nested<T>(parse: () => T): T {
    if (++this.depth > deepest) throw this.tooDeep();
    try {
      return parse();
    } finally {
      this.depth--;
    }
  }

  private tooDeep(): CodeError {
    return new CodeError(
      "CS8078",
      "The expression is nested too deep",
      this.token.at,
      "split it with local variables",
    );
  }

  /** What `parse` reads, or undefined (and nothing taken) when it is not there. */
  protected attempt<T>(parse: () => T | undefined): T | undefined {
    const { at } = this;
    try {
      const result = parse();
      if (result !== undefined) return result;
    } catch (error) {
      if (!(error instanceof CodeError)) throw error;
    }
    this.at = at;
    return undefined;
  }

  protected typeSyntax(allowNullable = true): TypeSyntax {
    const { at } = this.token;
    if (this.is("(")) return this.tupleType(at);
    let name: string;
    let args: TypeSyntax[] = [];
    if (this.token.kind === "keyword" && predefinedTypes.has(this.token.text)) name = this.take().text;
    else {
      name = this.identifier().text;
      if (this.is("::")) {
        this.take();
        name = this.identifier().text;
      }
      if (this.is("<")) args = this.typeArguments();
      while (args.length === 0 && this.is(".") && this.peek().kind === "id") {
        this.take();
        name += `.${this.identifier().text}`;
        if (this.is("<")) args = this.typeArguments();
      }
    }
    return this.suffixes({ at, name, args, ranks: [], nullable: false }, allowNullable);
  }

  private tupleType(at: number): TypeSyntax {
    this.expect("(");
    const tuple: TypeSyntax[] = [];
    const names: (string | undefined)[] = [];
    do {
      tuple.push(this.nested(() => this.typeSyntax()));
      names.push(this.token.kind === "id" ? this.take().text : undefined);
    } while (this.accept(","));
    this.expect(")");
    if (tuple.length < 2) throw new CodeError("CS8124", "A tuple has two items at least", at);
    return this.suffixes(
      { at, name: "System.ValueTuple", args: tuple, ranks: [], nullable: false, tuple, names },
      true,
    );
  }

  private suffixes(type: TypeSyntax, allowNullable: boolean): TypeSyntax {
    let nullable = false;
    if (allowNullable && this.is("?")) {
      this.take();
      nullable = true;
    }
    const ranks: number[] = [];
    while (this.is("[") && (this.peek().text === "]" || this.peek().text === ",")) {
      const { at } = this;
      this.take();
      let rank = 1;
      while (this.accept(",")) rank++;
      if (!this.accept("]")) {
        this.at = at;
        break;
      }
      if (ranks.push(rank) > deepest) throw this.tooDeep();
    }
    return { ...type, nullable, ranks };
  }

  protected typeArguments(): TypeSyntax[] {
    this.expect("<");
    const args: TypeSyntax[] = [];
    do args.push(this.nested(() => this.typeSyntax()));
    while (this.accept(","));
    this.expect(">");
    return args;
  }
}
