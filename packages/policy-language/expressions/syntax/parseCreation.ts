import type { Argument, Expr, Initializer } from "./ast";
import { CodeError } from "./syntaxError";
import { TokenReader } from "./tokenReader";

/** Parses what follows `new`: objects, arrays, anonymous objects, and their initialisers. */
export abstract class CreationParser extends TokenReader {
  abstract expression(): Expr;
  protected abstract callArguments(open: string, close: string): Argument[];

  protected creation(at: number): Expr {
    if (this.is("{")) return this.anonymous(at);
    if (this.is("[")) {
      this.take();
      let rank = 1;
      while (this.accept(",")) rank++;
      this.expect("]");
      return { kind: "newArray", at, sizes: [], rank, init: this.arrayInitializer() };
    }
    const type = this.typeSyntax();
    if (type.ranks.length > 0) {
      const element = { ...type, ranks: type.ranks.slice(1) };
      return {
        kind: "newArray",
        at,
        type: element,
        sizes: [],
        rank: type.ranks[0]!,
        init: this.arrayInitializer(),
      };
    }
    if (this.is("[")) {
      this.take();
      const sizes = [this.expression()];
      while (this.accept(",")) sizes.push(this.expression());
      this.expect("]");
      const ranks: number[] = [];
      while (this.is("[") && this.peek().text === "]") {
        this.take();
        this.take();
        ranks.push(1);
      }
      return {
        kind: "newArray",
        at,
        type: { ...type, ranks },
        sizes,
        rank: sizes.length,
        init: this.is("{") ? this.arrayInitializer() : undefined,
      };
    }
    if (!this.is("(") && !this.is("{"))
      throw new CodeError("CS1526", "A new expression takes (), [] or {} after its type", this.token.at);
    const args = this.is("(") ? this.callArguments("(", ")") : [];
    return { kind: "new", at, type, args, init: this.is("{") ? this.initializer() : undefined };
  }

  private anonymous(at: number): Expr {
    this.expect("{");
    const members: { name: string; value: Expr }[] = [];
    while (!this.is("}")) {
      if (this.token.kind === "id" && this.peek().text === "=") {
        const name = this.take().text;
        this.take();
        members.push({ name, value: this.expression() });
      } else {
        const value = this.expression();
        const named = value.kind === "conditionalAccess" ? value.rest : value;
        if (named.kind !== "name" && named.kind !== "member")
          throw new CodeError("CS0746", "A member of an anonymous type needs a name", value.at);
        members.push({ name: named.name, value });
      }
      if (!this.accept(",")) break;
    }
    this.expect("}");
    return { kind: "anonymous", at, members };
  }

  protected arrayInitializer(): (Expr | Initializer)[] {
    this.expect("{");
    const items: (Expr | Initializer)[] = [];
    while (!this.is("}")) {
      items.push(
        this.is("{")
          ? { at: this.token.at, elements: this.arrayInitializer().map((one) => [one as Expr]) }
          : this.expression(),
      );
      if (!this.accept(",")) break;
    }
    this.expect("}");
    return items;
  }

  protected initializer(): Initializer {
    const { at } = this.expect("{");
    const isMember = (this.token.kind === "id" && this.peek().text === "=") || this.is("[");
    const members: { name?: string; index?: Expr[]; value: Expr | Initializer; at: number }[] = [];
    const elements: Expr[][] = [];
    while (!this.is("}")) {
      const start = this.token.at;
      if (isMember) {
        const index = this.is("[") ? this.callArguments("[", "]").map((arg) => arg.value) : undefined;
        const name = index ? undefined : this.identifier().text;
        this.expect("=");
        members.push({
          name,
          index,
          value: this.is("{") ? this.initializer() : this.expression(),
          at: start,
        });
      } else if (this.is("{")) {
        elements.push(this.callArguments("{", "}").map((arg) => arg.value));
      } else elements.push([this.expression()]);
      if (!this.accept(",")) break;
    }
    this.expect("}");
    return isMember ? { at, members } : { at, elements };
  }
}
