import type { Argument, Expr, Initializer, Pattern, Statement } from "../syntax/ast";
import { CodeError } from "../syntax/syntaxError";

/** The variables that surely have a value; `undefined` where control never comes, which satisfies everything. */
type State = ReadonlySet<number> | undefined;
interface Branches {
  readonly yes: State;
  readonly no: State;
}

/** Both ways lead here: only what both have assigned is. */
function join(a: State, b: State): State {
  if (a === undefined) return b;
  if (b === undefined) return a;
  return a === b ? a : new Set([...a].filter((one) => b.has(one)));
}

function add(state: State, variable: number | undefined): State {
  if (state === undefined || variable === undefined || state.has(variable)) return state;
  return new Set([...state, variable]);
}

interface Exits {
  breaks: State;
  continues: State;
  returns: State;
}

/**
 * Finds locals that are read before they surely have a value (CS0165), by the rules of
 * https://learn.microsoft.com/dotnet/csharp/language-reference/language-specification/variables#94-definite-assignment.
 * Only a body whose types are right is looked at.
 */
export function checkAssignments(body: Statement | Expr): CodeError[] {
  const check = new AssignmentCheck();
  if (body.kind === "block") check.statement(body, new Set());
  else check.value(body as Expr, new Set());
  return check.problems;
}

class AssignmentCheck {
  readonly problems: CodeError[] = [];
  private readonly scopes: Map<string, number>[] = [new Map<string, number>()];
  private count = 0;
  private exits: Exits = { breaks: undefined, continues: undefined, returns: undefined };

  private scoped<T>(run: () => T): T {
    this.scopes.push(new Map());
    try {
      return run();
    } finally {
      this.scopes.pop();
    }
  }

  private declare(name: string): number {
    this.scopes.at(-1)!.set(name, this.count);
    return this.count++;
  }

  private find(name: string): number | undefined {
    for (let index = this.scopes.length - 1; index >= 0; index--) {
      const found = this.scopes[index]!.get(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private read(name: string, at: number, state: State): void {
    const variable = this.find(name);
    if (state === undefined || variable === undefined || state.has(variable)) return;
    this.problems.push(
      new CodeError(
        "CS0165",
        `'${name}' is used before it has a value`,
        at,
        "give it one where it is declared",
      ),
    );
    // Once is enough for a variable.
    this.scopes.forEach((scope) => scope.get(name) === variable && scope.delete(name));
  }

  statement(node: Statement, state: State): State {
    switch (node.kind) {
      case "block":
        return this.scoped(() => node.body.reduce<State>((now, one) => this.statement(one, now), state));
      case "expression":
        return this.value(node.value, state);
      case "declare":
        return node.names.reduce<State>((now, { name, value }) => {
          const after = value === undefined ? now : this.initial(value, now);
          const variable = this.declare(name);
          return value === undefined ? after : add(after, variable);
        }, state);
      case "deconstruct": {
        const after = this.value(node.value, state);
        return add(after, undefined);
      }
      case "if": {
        const { yes, no } = this.test(node.test, state);
        const done = this.scoped(() => this.statement(node.yes, yes));
        return join(done, node.no ? this.scoped(() => this.statement(node.no!, no)) : no);
      }
      case "while":
      case "for":
      case "doWhile":
      case "foreach":
        return this.scoped(() => this.loop(node, state));
      case "switch":
        return this.scoped(() => this.switchStatement(node, state));
      case "return": {
        const after = node.value ? this.value(node.value, state) : state;
        this.exits.returns = join(this.exits.returns, after);
        return undefined;
      }
      case "throw":
        if (node.value) this.value(node.value, state);
        return undefined;
      case "yield":
        return node.value ? this.value(node.value, state) : undefined;
      case "break":
        this.exits.breaks = join(this.exits.breaks, state);
        return undefined;
      case "continue":
        this.exits.continues = join(this.exits.continues, state);
        return undefined;
      case "goto":
        return undefined;
      case "label":
        // A goto may lead here from anywhere in its block; what it brings is not followed.
        return undefined;
      case "try":
        return this.tryStatement(node, state);
      case "using":
        return this.scoped(() => this.statement(node.body, this.statement(node.resource, state)));
      case "lock":
        return this.statement(node.body, this.value(node.value, state));
      case "checked":
        return this.statement(node.body, state);
      case "function":
        // It runs when it is called, with what its callers have assigned by then: not followed.
        return state;
      default:
        return state;
    }
  }

  private initial(value: Expr | Initializer, state: State): State {
    return "kind" in value ? this.value(value, state) : this.initializer(value, state);
  }

  private initializer(init: Initializer, state: State): State {
    let now = state;
    for (const element of init.elements ?? []) for (const one of element) now = this.initial(one, now);
    for (const member of init.members ?? []) {
      for (const one of member.index ?? []) now = this.value(one, now);
      now = this.initial(member.value, now);
    }
    return now;
  }

  private loop(
    node: Extract<Statement, { kind: "while" | "for" | "doWhile" | "foreach" }>,
    before: State,
  ): State {
    const outer = this.exits;
    this.exits = { ...outer, breaks: undefined, continues: undefined };
    let state = before;
    let after: State;
    if (node.kind === "foreach") {
      state = this.value(node.source, state);
      this.statement(node.body, state);
      after = join(state, this.exits.breaks);
    } else if (node.kind === "doWhile") {
      const end = join(this.statement(node.body, state), this.exits.continues);
      after = join(this.test(node.test, end).no, this.exits.breaks);
    } else {
      if (node.kind === "for") state = node.init.reduce<State>((now, one) => this.statement(one, now), state);
      const { yes, no } = node.test ? this.test(node.test, state) : { yes: state, no: undefined };
      const end = join(this.statement(node.body, yes), this.exits.continues);
      if (node.kind === "for") node.step.reduce<State>((now, one) => this.value(one, now), end);
      after = join(no, this.exits.breaks);
    }
    this.exits = { ...outer, returns: this.exits.returns };
    return after;
  }

  private switchStatement(node: Extract<Statement, { kind: "switch" }>, before: State): State {
    const outer = this.exits;
    this.exits = { ...outer, breaks: undefined };
    const state = this.value(node.value, before);
    let after: State;
    for (const section of node.sections)
      after = this.scoped(() => {
        let entry: State;
        for (const label of section.labels) {
          let now = label.pattern ? this.pattern(label.pattern, state) : state;
          if (label.when) now = this.test(label.when, now).yes;
          entry = join(entry, now);
        }
        return join(
          after,
          section.body.reduce<State>((now, one) => this.statement(one, now), entry),
        );
      });
    const hasDefault = node.sections.some((section) => section.labels.some((label) => !label.pattern));
    after = join(after, this.exits.breaks);
    this.exits = { ...outer, continues: this.exits.continues, returns: this.exits.returns };
    return hasDefault ? after : join(after, state);
  }

  private tryStatement(node: Extract<Statement, { kind: "try" }>, state: State): State {
    let after = this.statement(node.body, state);
    for (const clause of node.catches)
      after = this.scoped(() => {
        if (clause.name !== undefined) this.declare(clause.name);
        const known = clause.name === undefined ? state : add(state, this.find(clause.name));
        const start = clause.when ? this.test(clause.when, known).yes : known;
        return join(after, this.statement(clause.body, start));
      });
    if (!node.last) return after;
    const last = this.statement(node.last, state);
    if (after === undefined || last === undefined) return undefined;
    return new Set([...after, ...last]);
  }

  /** A condition: what is assigned when it holds, and when it does not. */
  private test(node: Expr, state: State): Branches {
    switch (node.kind) {
      case "bool":
        return node.value ? { yes: state, no: undefined } : { yes: undefined, no: state };
      case "unary":
        if (node.op === "!") {
          const { yes, no } = this.test(node.value, state);
          return { yes: no, no: yes };
        }
        break;
      case "binary":
        if (node.op === "&&") {
          const left = this.test(node.left, state);
          const right = this.test(node.right, left.yes);
          return { yes: right.yes, no: join(left.no, right.no) };
        }
        if (node.op === "||") {
          const left = this.test(node.left, state);
          const right = this.test(node.right, left.no);
          return { yes: join(left.yes, right.yes), no: right.no };
        }
        return this.nullTest(node, state);
      case "ternary": {
        const { yes, no } = this.test(node.test, state);
        const a = this.test(node.yes, yes);
        const b = this.test(node.no, no);
        return { yes: join(a.yes, b.yes), no: join(a.no, b.no) };
      }
      case "is": {
        const { after, notNull } = this.access(node.value, state);
        const isNull = node.pattern.kind === "constant" && node.pattern.value.kind === "null";
        if (isNull) return { yes: after, no: notNull };
        return { yes: this.pattern(node.pattern, notNull), no: after };
      }
      default:
    }
    const after = this.value(node, state);
    return { yes: after, no: after };
  }

  /** `a?.b` and what is assigned in it: surely only where its value is not null. */
  private access(node: Expr, state: State): { readonly after: State; readonly notNull: State } {
    if (node.kind !== "conditionalAccess") {
      const after = this.value(node, state);
      return { after, notNull: after };
    }
    const after = this.value(node.target, state);
    return { after, notNull: this.access(node.rest, after).notNull };
  }

  /**
   * Comparisons of `a?.b` say whether it is null, and so does `??`, whose right side is only reached when it is.
   * https://learn.microsoft.com/dotnet/csharp/language-reference/proposals/csharp-10.0/improved-definite-assignment
   */
  private nullTest(node: Extract<Expr, { kind: "binary" }>, state: State): Branches {
    const { op, left, right } = node;
    if (op === "??") {
      const { after, notNull } = this.access(left, state);
      const other = this.test(right, after);
      return { yes: join(notNull, other.yes), no: join(notNull, other.no) };
    }
    const before = this.access(left, state);
    const rest = this.access(right, before.after);
    const after = rest.after;
    if (op !== "==" && op !== "!=") return { yes: after, no: after };
    const fixed = (one: Expr) => ["bool", "number", "string", "char"].includes(one.kind);
    let notNull = after;
    let nullSaid = false;
    if (left.kind === "conditionalAccess" && (fixed(right) || right.kind === "null"))
      [notNull, nullSaid] = [this.both(before.notNull, after), right.kind === "null"];
    else if (right.kind === "conditionalAccess" && (fixed(left) || left.kind === "null"))
      [notNull, nullSaid] = [rest.notNull, left.kind === "null"];
    return (op === "==") !== nullSaid ? { yes: notNull, no: after } : { yes: after, no: notNull };
  }

  private both(a: State, b: State): State {
    return a === undefined || b === undefined ? undefined : new Set([...a, ...b]);
  }

  private pattern(pattern: Pattern, state: State): State {
    if (pattern.kind === "constant") return this.value(pattern.value, state);
    return pattern.name === undefined ? state : add(state, this.declare(pattern.name));
  }

  value(node: Expr, state: State): State {
    switch (node.kind) {
      case "name":
        this.read(node.name, node.at, state);
        return state;
      case "assign":
        return this.assignment(node, state);
      case "call":
        if (node.target.kind === "name" && node.target.name === "nameof") return state;
        return this.args(node.args, this.value(node.target, state));
      case "index":
        return this.args(node.args, this.value(node.target, state));
      case "new": {
        const after = this.args(node.args, state);
        return node.init ? this.initializer(node.init, after) : after;
      }
      case "tuple":
        return this.args(node.items, state);
      case "unary":
        if (node.op !== "!") return this.value(node.value, state);
        return this.joined(node, state);
      case "binary":
        return this.joined(node, state);
      case "ternary": {
        const { yes, no } = this.test(node.test, state);
        return join(this.value(node.yes, yes), this.value(node.no, no));
      }
      case "is":
        return this.joined(node, state);
      case "conditionalAccess":
        return this.access(node, state).after;
      case "throw":
        this.value(node.value, state);
        return undefined;
      case "lambda":
        this.lambda(node, state);
        return state;
      case "newArray": {
        const sized = node.sizes.reduce<State>((now, one) => this.value(one, now), state);
        return (node.init ?? []).reduce<State>((now, one) => this.initial(one, now), sized);
      }
      case "anonymous":
        return node.members.reduce<State>((now, one) => this.value(one.value, now), state);
      case "interpolated":
        return node.parts.reduce<State>(
          (now, part) => (typeof part === "string" ? now : this.value(part.value, now)),
          state,
        );
      case "member":
        return this.value(node.target, state);
      case "postfix":
      case "cast":
      case "as":
      case "checked":
      case "ref":
        return this.value(node.value, state);
      default:
        return state;
    }
  }

  private joined(node: Expr, state: State): State {
    const { yes, no } = this.test(node, state);
    return join(yes, no);
  }

  private assignment(node: Extract<Expr, { kind: "assign" }>, state: State): State {
    const { left, right } = node;
    if (left.kind === "name" && node.op === "=") return add(this.value(right, state), this.find(left.name));
    if (left.kind === "tuple" && node.op === "=") {
      const after = this.value(right, state);
      return left.items.reduce(
        (now, { value }) =>
          value.kind === "name" ? add(now, this.find(value.name)) : this.value(value, now),
        after,
      );
    }
    return this.value(right, this.value(left, state));
  }

  private args(args: readonly Argument[], state: State): State {
    let now = state;
    for (const arg of args) {
      if (arg.declares) now = add(now, this.declare(arg.declares.name));
      else if (arg.mode === "out" && arg.value.kind === "name") now = add(now, this.find(arg.value.name));
      else now = this.value(arg.value, now);
    }
    return now;
  }

  /** A lambda sees what is assigned where it is made; what it assigns does not count outside. */
  private lambda(node: Extract<Expr, { kind: "lambda" }>, state: State): void {
    const outer = this.exits;
    this.scoped(() => {
      const start = node.params.reduce<State>((now, param) => add(now, this.declare(param.name)), state);
      if (isStatement(node.body)) this.statement(node.body, start);
      else this.value(node.body, start);
    });
    this.exits = outer;
  }
}

const isStatement = (node: Expr | Statement): node is Statement => node.kind === "block";
