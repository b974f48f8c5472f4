import type { Argument } from "../syntax/ast";
import type { Binder } from "../binding/binder";
import type { Bound, Scope } from "../binding/bound";
import { nullType } from "./conversions";
import { named } from "./registry";
import type { Type } from "./types";
import { isOpen, substituteMember, substitute, type Member } from "./types";

export interface Call {
  readonly member: Member;
  readonly args: readonly (Bound | undefined)[];
  readonly expanded: boolean;
  readonly typeArgs: readonly Type[];
}

interface Candidate extends Call {
  readonly costs: readonly number[];
}

/** Picks the overload that the arguments fit best; a string says why none does. */
export function choose(
  binder: Binder,
  scope: Scope,
  members: readonly Member[],
  syntax: readonly Argument[],
  args: readonly Bound[],
  typeArgs: readonly Type[],
): Call | string {
  const candidates: Candidate[] = [];
  let reason = "CS1501";
  for (const member of members)
    for (const expanded of member.params.at(-1)?.mode === "params" ? [false, true] : [false]) {
      const result = fit(binder, scope, member, syntax, args, typeArgs, expanded);
      if (typeof result !== "string") candidates.push(result);
      else if (reason === "CS1501" || result !== "CS1501") reason = result;
    }
  if (candidates.length === 0) return members.length === 1 && reason === "CS1501" ? "CS7036" : reason;
  let best = candidates[0]!;
  for (const one of candidates.slice(1)) if (better(one, best)) best = one;
  return best;
}

function better(a: Candidate, b: Candidate): boolean {
  const wins = a.costs.some((cost, index) => cost < b.costs[index]!);
  const loses = a.costs.some((cost, index) => cost > b.costs[index]!);
  if (wins !== loses) return wins;
  if (a.expanded !== b.expanded) return b.expanded;
  if (a.member.params.length !== b.member.params.length)
    return a.member.params.length < b.member.params.length;
  return a.member.typeParams.length < b.member.typeParams.length;
}

function fit(
  binder: Binder,
  scope: Scope,
  member: Member,
  syntax: readonly Argument[],
  args: readonly Bound[],
  typeArgs: readonly Type[],
  expanded: boolean,
): Candidate | string {
  const { params } = member;
  const fixed = expanded ? params.length - 1 : params.length;
  const placed: (Bound | undefined)[] = new Array<Bound | undefined>(fixed).fill(undefined);
  const modes: (string | undefined)[] = [];
  for (const [index, arg] of args.entries()) {
    const name = syntax[index]?.name;
    const at = name === undefined ? index : params.findIndex((param) => param.name === name);
    if (at < 0) return "CS1739";
    if (at >= fixed && !expanded) return "CS1501";
    placed[at] = arg;
    modes[at] = syntax[index]?.mode;
  }
  if (placed.some((arg, index) => arg === undefined && index < fixed && !params[index]!.optional))
    return "CS1501";
  const paramAt = (index: number) => (index < fixed ? params[index]!.type : params.at(-1)!.type.element);
  let types: readonly Type[] = typeArgs;
  let bound = member;
  if (member.typeParams.length) {
    if (typeArgs.length === 0) {
      const inferred = infer(binder, member, placed, paramAt);
      if (!inferred) return "CS0411";
      types = inferred;
    } else if (typeArgs.length !== member.typeParams.length) return "CS0305";
    bound = substituteMember(
      member,
      new Map(member.typeParams.map((param, index) => [param, types[index]!])),
    );
  } else if (typeArgs.length) return "CS0308";
  const typeAt = (index: number) =>
    index < fixed ? bound.params[index]!.type : bound.params.at(-1)!.type.element;
  const costs: number[] = args.map(() => 0);
  for (const [index, arg] of placed.entries()) {
    if (!arg) continue;
    const mode = index < fixed ? params[index]!.mode : undefined;
    const given = modes[index];
    if ((mode === "out" || mode === "ref" ? mode : undefined) !== given) return "CS1503";
    if (given) {
      if (arg.type !== typeAt(index) && arg.type !== binder.pending) return "CS1503";
      continue;
    }
    const cost = binder.cost(arg, typeAt(index));
    if (cost === undefined) return "CS1503";
    const position = args.indexOf(arg);
    costs[position] = cost;
  }
  return { member: bound, args: placed, expanded, typeArgs: types, costs };
}

/** Type arguments from argument types: first from values, then from what lambdas return. */
function infer(
  binder: Binder,
  member: Member,
  placed: readonly (Bound | undefined)[],
  paramAt: (index: number) => Type,
): Type[] | undefined {
  const known = new Map<Type, Type>();
  const params = new Set(member.typeParams);
  for (const [index, arg] of placed.entries())
    if (arg && !arg.untyped) unify(binder, paramAt(index), arg.type, params, known);
  for (let pass = 0; pass < 3 && known.size < params.size; pass++)
    for (const [index, arg] of placed.entries()) {
      if (!arg?.untyped) continue;
      const delegate = binder.delegateOf(paramAt(index));
      if (!delegate || !isOpen(delegate.returns)) continue;
      const inputs = delegate.params.map((param) => substitute(param, known));
      if (inputs.some((input) => member.typeParams.some((param) => mentions(input, param)))) continue;
      const returns = binder.returnTypeOf(arg, inputs);
      if (returns) unify(binder, delegate.returns, returns, params, known);
    }
  for (const [index, arg] of placed.entries())
    if (arg?.untyped?.kind === "lambda") {
      const delegate = binder.delegateOf(paramAt(index));
      arg.untyped.syntax.params.forEach((param, at) => {
        if (param.type && delegate?.params[at])
          unify(binder, delegate.params[at], binder.typeOfSyntax(param.type), params, known);
      });
    }
  return member.typeParams.every((param) => known.has(param))
    ? member.typeParams.map((param) => known.get(param)!)
    : undefined;
}

function mentions(type: Type, param: Type): boolean {
  return type === param || type.args.some((arg) => mentions(arg, param));
}

function unify(
  binder: Binder,
  param: Type,
  actual: Type,
  params: ReadonlySet<Type>,
  known: Map<Type, Type>,
): void {
  if (actual.kind === "special") return;
  if (params.has(param)) {
    const before = known.get(param);
    if (!before || (before !== actual && binder.converts(before, actual))) known.set(param, actual);
    return;
  }
  if (param.args.length === 0) return;
  if (param.kind === "array") {
    if (actual.kind === "array") unify(binder, param.element, actual.element, params, known);
    return;
  }
  const matches = [...implementations(actual)].filter((type) => type.definition === param.definition);
  if (matches.length !== 1 && new Set(matches).size !== 1) return;
  matches[0]!.args.forEach((arg, index) => unify(binder, param.args[index]!, arg, params, known));
}

function implementations(type: Type, into = new Set<Type>()): Set<Type> {
  if (into.has(type)) return into;
  into.add(type);
  for (const base of type.bases) implementations(base, into);
  return into;
}

/** The most general of some types that all convert to. */
export function commonType(binder: Binder, items: readonly Bound[]): Type | undefined {
  if (items.some((item) => item.type.name === "void")) return undefined;
  const types = [...new Set(items.map((item) => item.type).filter((type) => type.kind !== "special"))];
  const best = types.find((type) => items.every((item) => binder.cost(item, type) !== undefined));
  return (
    best ??
    (types.length === 0 && items.every((item) => item.type === nullType)
      ? undefined
      : types.length
        ? undefined
        : named("object"))
  );
}
