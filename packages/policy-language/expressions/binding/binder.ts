import type { Expr, LambdaParameter, Statement, TypeSyntax } from "../syntax/ast";
import { returning, Scope, type Bound, type Frame, type FunctionScope, type Local, type Run } from "./bound";
import { invoke } from "./bindCalls";
import { Jumps } from "./jumps";
import { convertTuple, isTuple } from "./tuples";
import {
  explicitConversion,
  implicitConversion,
  isSubtype,
  nullType,
  same,
  throwType,
  type Convert,
} from "../types/conversions";
import { inRange, isIntegral } from "../values/numbers";
import { named, resolveType } from "../types/registry";
import { emitLambda } from "./emitCall";
import { defaultOf, isNullable } from "../values/runtime";
import type { bindIterator } from "./iterators";
import type { bindSequence, bindStatement } from "./statements";
import { fixed, over, through } from "./script";
import { unsupportedType } from "../types/unsupported";
import { CodeError, FollowUpError } from "../syntax/syntaxError";
import { Type, type Member } from "../types/types";
import type { bindExpression } from "./bindExpressions";
import { findMembers } from "../types/members";

export const untypedType = Type.special("<untyped>");

/** Turns syntax into typed closures. One per compiled expression. */
export class Binder {
  /** The type of `out var x` before the overload is known. */
  readonly pending = Type.special("<out var>");
  /** The type of a variable whose declaration has a mistake. */
  readonly unknown = Type.special("<unknown>");
  readonly untypedTuple = Type.special("<tuple>");
  readonly jumps = new Jumps();
  /** Mistakes found in statements; binding went on after each. */
  readonly problems: CodeError[] = [];
  /** More than zero while a lambda is bound only to learn what it returns: its mistakes are not reported yet. */
  private speculating = 0;
  /** Why the last lambda that was tried does not compile. */
  private lambdaMistake?: CodeError;
  /** What the innermost `?.` that is being bound stands on. */
  hole?: Bound;
  checked = false;
  /** Inside unchecked(...): only there may a constant lose digits. */
  unchecked = false;
  readonly reads = { requestBody: false, responseBody: false };
  /** What binds the parts of a part: put in by whoever makes a binder, because those functions import this class. */
  expression!: typeof bindExpression;
  statement!: typeof bindStatement;
  sequence!: typeof bindSequence;
  iterator!: typeof bindIterator;

  fail(code: string, message: string, at: number, hint?: string): never {
    throw new CodeError(code, message, at, hint);
  }

  /** Binds what follows a `?.`, which stands on `hole`. */
  filling<T>(hole: Bound, bind: () => T): T {
    const before = this.hole;
    this.hole = hole;
    try {
      return bind();
    } finally {
      this.hole = before;
    }
  }

  withChecked<T>(on: boolean, bind: () => T): T {
    const before = [this.checked, this.unchecked] as const;
    [this.checked, this.unchecked] = [on, !on];
    try {
      return bind();
    } finally {
      [this.checked, this.unchecked] = before;
    }
  }

  /** Binds a statement; a mistake is noted and binding goes on with the next. */
  recover<T>(node: Statement, scope: Scope, bind: () => T): T | undefined {
    if (this.speculating) return bind();
    try {
      return bind();
    } catch (error) {
      if (!(error instanceof CodeError)) throw error;
      if (!(error instanceof FollowUpError)) this.problems.push(error);
      for (const name of declaredBy(node)) if (!scope.has(name)) scope.declare(name, this.unknown);
      return undefined;
    }
  }

  /** https://learn.microsoft.com/dotnet/csharp/language-reference/compiler-messages/cs0136 */
  checkName(scope: Scope, name: string, at: number): void {
    const known = scope.find(name);
    if (!known) return;
    if (scope.has(name)) this.fail("CS0128", `'${name}' is declared already`, at);
    this.fail("CS0136", `'${name}' is declared already around this place`, at, "use another name");
  }

  declare(scope: Scope, name: string, type: Type, at: number, more?: Parameters<Scope["declare"]>[2]): Local {
    this.checkName(scope, name, at);
    return scope.declare(name, type, more);
  }

  typeOfSyntax(syntax: TypeSyntax): Type {
    const type = resolveType(syntax);
    if (type instanceof Type) return type;
    this.refuseKnown(type.name, type.at);
    return this.fail(
      type.name.includes(".") ? "CS0234" : "CS0246",
      `The type '${type.name}' is not known to policy expressions`,
      type.at,
      "see the list of allowed types in the documentation of policy expressions",
    );
  }

  /**
   * A type that .NET has and API Management does not allow, in the words of the analyzer that Azure's own tools run:
   * somebody who knows the type would look for a missing using otherwise.
   */
  refuseKnown(name: string, at: number): void {
    if (name === "dynamic")
      this.fail(
        "APIM0006",
        "Dynamic member invocation is not supported",
        at,
        "use JObject, and its indexers",
      );
    const full = unsupportedType(name);
    if (full)
      this.fail(
        "APIM0001",
        `Usage of type '${full}' is not supported within expressions`,
        at,
        "it exists in .NET and is not on API Management's list of allowed types",
      );
  }

  /** A value; type names, namespaces and method groups are none. */
  value(syntax: Expr, scope: Scope): Bound {
    const bound = this.expression(this, syntax, scope);
    if (bound.names) this.fail("CS0119", `'${bound.names.name}' is a type, not a value`, bound.at);
    if (bound.namespace !== undefined)
      this.fail("CS0118", `'${bound.namespace}' is a namespace, not a value`, bound.at);
    return bound;
  }

  converts(from: Type, to: Type): boolean {
    return implicitConversion(from, to) !== undefined;
  }

  /** How well a value fits a type: 0 exactly, more the further; undefined not at all. */
  cost(value: Bound, to: Type): number | undefined {
    if (value.type === to) return 0;
    if (value.untyped?.kind === "null")
      return implicitConversion(nullType, to) ? (to.name === "object" ? 2 : 1) : undefined;
    if (value.untyped?.kind === "default") return 1;
    const items = value.items ?? (value.untyped?.kind === "tuple" ? value.untyped.items : undefined);
    if (items) {
      if (!isTuple(to)) return value.items && this.converts(value.type, to) ? 1 : undefined;
      const costs = items.map((item, index) =>
        to.args[index] ? this.cost(item, to.args[index]) : undefined,
      );
      return costs.reduce(
        (sum, cost) => (sum === undefined || cost === undefined ? undefined : sum + cost),
        0,
      );
    }
    if (value.untyped) {
      const delegate = this.delegateOf(to);
      if (!delegate) return undefined;
      if (value.untyped.kind === "lambda" && value.untyped.syntax.params.length !== delegate.params.length)
        return undefined;
      const returns = this.returnTypeOf(value, delegate.params);
      if (!returns) return delegate.returns.name === "void" ? 0 : undefined;
      if (delegate.returns.name === "void") return 1;
      return returns === delegate.returns
        ? 0
        : returns.kind === "special" || this.converts(returns, delegate.returns)
          ? 1 + distance(returns, delegate.returns)
          : undefined;
    }
    if (this.constantFits(value, to)) return 1 + (to.name === "long" ? 0 : 1);
    return this.converts(value.type, to) ? 1 + distance(value.type, to) : undefined;
  }

  private constantFits(value: Bound, to: Type): boolean {
    if (!value.constant) return false;
    const target = to.definition?.name === "Nullable" ? to.element : to;
    if (target.kind === "enum") return value.constant.value === 0 && value.type.name === "int";
    if (value.type.name === "long") return target.name === "ulong" && (value.constant.value as bigint) >= 0n;
    return (
      value.type.name === "int" &&
      isIntegral(target.name) &&
      target.name !== "char" &&
      inRange(value.constant.value as number, target.name)
    );
  }

  /** The value as a `to`, converted implicitly. */
  convert(value: Bound, to: Type, at = value.at): Bound {
    if (value.type === to) return value;
    if (value.items && isTuple(to)) return convertTuple(this, value.items, to, at);
    if (value.untyped) return this.convertUntyped(value, to, at);
    const convert =
      implicitConversion(value.type, to) ??
      (this.constantFits(value, to) ? explicitConversion(value.type, to, false) : undefined);
    if (!convert) {
      const cast = explicitConversion(value.type, to, false) ? "CS0266" : "CS0029";
      return this.fail(
        cast,
        `'${value.type.name}' does not convert to '${to.name}'`,
        at,
        cast === "CS0266" ? `cast it: (${to.name})` : undefined,
      );
    }
    return this.apply(value, to, convert);
  }

  apply(value: Bound, to: Type, convert: Convert): Bound {
    const { run } = value;
    if (value.constant && to.kind !== "special") {
      try {
        const constant = { value: convert(value.constant.value) };
        return {
          type: to,
          at: value.at,
          // A literal stays one as an object: equal literals are one object in .NET.
          // A nullable is never constant.
          constant:
            (to.isValueType && !isNullable(to)) || typeof constant.value === "string" ? constant : undefined,
          run: fixed(constant.value),
        };
      } catch {
        // What fails on a constant fails when it runs.
      }
    }
    return { type: to, at: value.at, run: convert === same ? run : through(convert, run) };
  }

  private convertUntyped(value: Bound, to: Type, at: number): Bound {
    const { untyped } = value;
    if (untyped!.kind === "null") {
      if (!implicitConversion(nullType, to))
        this.fail("CS0037", `null does not convert to '${to.name}', a value type`, at, `use ${to.name}?`);
      return { type: to, at, run: fixed(null) };
    }
    if (untyped!.kind === "tuple") return convertTuple(this, untyped!.items, to, at);
    if (untyped!.kind === "default") {
      return { type: to, at, run: fixed(defaultOf(to)) };
    }
    const delegate = this.delegateOf(to);
    if (!delegate)
      return this.fail(
        untyped!.kind === "lambda" ? "CS1660" : "CS0428",
        `A ${untyped!.kind === "lambda" ? "lambda" : "method"} does not convert to '${to.name}'`,
        at,
      );
    if (untyped!.kind === "group")
      return { type: to, at, run: this.groupCall(value, delegate.params, delegate.returns, at).delegate };
    const { syntax, scope } = untyped as { syntax: Expr & { kind: "lambda" }; scope: Scope };
    if (syntax.params.length !== delegate.params.length)
      this.fail(
        "CS1593",
        `The lambda takes ${syntax.params.length} arguments; ${to.name} has ${delegate.params.length}`,
        at,
      );
    return { type: to, at, run: this.lambda(syntax, scope, delegate.params, delegate.returns).run };
  }

  private groupCall(value: Bound, params: readonly Type[], returns: Type | undefined, at: number) {
    const group = value.untyped as Extract<Bound["untyped"], { kind: "group" }>;
    let current: readonly unknown[] = [];
    const args = params.map((type, index): Bound => ({ type, at, run: () => current[index] }));
    const call = invoke(
      this,
      group,
      args.map((_, index) => ({ value: { kind: "name", name: `p${index}`, at } })),
      args,
      new Scope(undefined, { level: 0, slots: 2, found: [] }),
      at,
    );
    const result = returns && returns.name !== "void" ? this.convert(call, returns, at) : call;
    const delegate: Run =
      (frame) =>
      (...given: unknown[]) => {
        current = given;
        return result.run(frame);
      };
    return { type: call.type, delegate };
  }

  /** Parameters and return type of a delegate type. */
  delegateOf(type: Type): { params: readonly Type[]; returns: Type } | undefined {
    if (type.kind !== "delegate") return undefined;
    const { name } = type.definition!;
    if (name === "Func") return { params: type.args.slice(0, -1), returns: type.args.at(-1)! };
    if (name === "Predicate") return { params: type.args, returns: named("bool") };
    if (name === "Comparison") return { params: [type.element, type.element], returns: named("int") };
    if (name === "Converter") return { params: [type.args[0]!], returns: type.args[1]! };
    if (name === "MatchEvaluator") return { params: [named("Match")], returns: named("string") };
    return { params: type.args, returns: named("void") };
  }

  /** What a lambda or method group returns for those parameters; undefined for nothing, or when it does not compile. */
  returnTypeOf(value: Bound, params: readonly Type[]): Type | undefined {
    if (value.untyped?.kind === "lambda" && value.untyped.syntax.params.length !== params.length)
      return undefined;
    this.speculating++;
    try {
      if (value.untyped?.kind === "lambda")
        return this.lambda(value.untyped.syntax, value.untyped.scope, params, undefined).returns;
      if (value.untyped?.kind === "group") return this.groupCall(value, params, undefined, value.at).type;
    } catch (error) {
      if (!(error instanceof CodeError)) throw error;
      this.lambdaMistake = error;
    } finally {
      this.speculating--;
    }
    return undefined;
  }

  /** Before the overloads of a call are tried. */
  forgetLambda(): void {
    this.lambdaMistake = undefined;
  }

  /** No overload fits: when a lambda does not compile, that is why. */
  blameLambda(): void {
    if (this.lambdaMistake !== undefined) throw this.lambdaMistake;
  }

  lambda(
    syntax: Expr & { kind: "lambda" },
    outer: Scope,
    params: readonly Type[],
    returns: Type | undefined,
    byRef = false,
  ): { run: Run; returns?: Type } {
    const owner: FunctionScope = { level: outer.owner.level + 1, slots: 2, returns, found: [], byRef };
    const scope = new Scope(outer, owner);
    syntax.params.forEach((param, index) => this.declareParameter(scope, param, params[index]!, syntax.at));
    const opened = syntax.params.flatMap((param) => this.openRange(param, scope, syntax.at));
    const isBlock = ["block"].includes(syntax.body.kind);
    let body: Run;
    let result: Type | undefined;
    if (isBlock) {
      const block = this.statement(this, syntax.body as Parameters<typeof bindStatement>[1], scope);
      if (returns && returns.name !== "void" && block.completes)
        this.fail("CS1643", "Not all code paths of the lambda return a value", syntax.at);
      body = returning(block.run);
      result = owner.found.length
        ? owner.found
            .map((one) => one.type)
            .find((type) => owner.found.every((one) => this.cost(one, type) !== undefined))
        : block.completes
          ? undefined
          : throwType;
    } else {
      const value = this.value(syntax.body as Expr, scope);
      result = value.type === untypedType ? undefined : value.type.name === "void" ? undefined : value.type;
      body = (returns && returns.name !== "void" ? this.convert(value, returns) : value).run;
    }
    const inner = body;
    if (opened.length)
      body = over([inner], ([given]: Run[]) => (frame: Frame) => {
        for (const open of opened) open(frame);
        return given!(frame);
      });
    return {
      returns: result,
      run: emitLambda(
        syntax.params.map(({ mode }) => (mode === "params" ? undefined : mode)),
        body,
      ),
    };
  }

  private declareParameter(scope: Scope, { name, type, members }: LambdaParameter, given: Type, at: number) {
    if (members) scope.declare(name, given);
    else this.declare(scope, name, type ? this.typeOfSyntax(type) : given, at);
  }

  /** Makes the members of a query's range object locals. */
  private openRange(param: LambdaParameter, scope: Scope, at: number): Run[] {
    if (!param.members) return [];
    const range = scope.find(param.name)!;
    return param.members.map((name) => {
      const member = range.type.own(name)[0]!;
      const get = member.get as (value: unknown) => unknown;
      const { slot } = this.declare(scope, name, member.type, at);
      return (frame) => (frame[slot] = get(frame[range.slot]));
    });
  }

  findMembers(type: Type, name: string): readonly Member[] {
    return findMembers(type, name);
  }
}

/** How far a conversion goes: to the nearest base first, numbers by width, object last. */
function distance(from: Type, to: Type): number {
  if (to.name === "object") return 50;
  const ranks = "sbyte byte short ushort char int uint long ulong float double decimal".split(" ");
  if (ranks.includes(from.name) && ranks.includes(to.name))
    return ranks.indexOf(to.name) - ranks.indexOf(from.name);
  if (isSubtype(from, to)) return to.kind === "interface" ? 6 : 3;
  return 20;
}

/** The variables that the statements after this one expect to exist. */
function declaredBy(node: Statement): readonly string[] {
  if (node.kind === "declare") return node.names.map((one) => one.name);
  if (node.kind === "function") return [node.name];
  if (node.kind === "deconstruct") return node.targets.flatMap((one) => one.name ?? []);
  return [];
}
