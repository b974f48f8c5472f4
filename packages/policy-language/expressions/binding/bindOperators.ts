import type { Binder } from "./binder";
import { combine, comparison, equality, type Operation } from "./combine";
import type { Bound, Frame, Run } from "./bound";
import { explicitConversion, implicitConversion, isSubtype, nullType, throwType } from "../types/conversions";
import { arithmetic, compareNumbers, isIntegral, isNumeric, numericRank } from "../values/numbers";
import { named, nullableOf } from "../types/registry";
import { box, checkSize, isNullable, Boxed, tickText } from "../values/runtime";
import { toStringOf } from "../values/values";
import type { Type } from "../types/types";
import { fixed, through, written } from "./script";

/** The types that predefined operators compute in. */
const computed = ["int", "uint", "long", "ulong", "float", "double", "decimal"];

/** What a number of one type goes to without a cast, for all numeric types: asked for at every operator. */
function goesTo(from: string, to: string): boolean {
  return from === to || implicitConversion(named(from), named(to)) !== undefined;
}

/**
 * The type two numbers are computed in: the best overload of the operator, constants counting as what they fit into.
 * https://learn.microsoft.com/dotnet/csharp/language-reference/language-specification/expressions#1247-numeric-promotions
 */
function promoted(binder: Binder, left: Bound, right: Bound): string | undefined {
  const sides = [left, right].map((side) => ({ side, name: base(side.type).name }));
  if (!sides.every(({ name }) => isNumeric(name))) return undefined;
  const fitting = computed.filter((type) =>
    sides.every(
      ({ side, name }) =>
        goesTo(name, type) || (side.constant !== undefined && binder.cost(side, named(type)) !== undefined),
    ),
  );
  // What a side is already, or else what goes to all the others, signed types before unsigned ones.
  const exact = (type: string) => sides.filter(({ name }) => name === type).length;
  const beats = (type: string, other: string) =>
    goesTo(type, other) || (!type.startsWith("u") && other.startsWith("u") && isIntegral(type));
  return fitting.find((type) =>
    fitting.every((other) => other === type || exact(type) > exact(other) || beats(type, other)),
  );
}

/** The type a number alone is computed in: that of a shift's left side. */
function promotedAlone(name: string): string {
  return computed.find((type) => goesTo(name, type))!;
}

type Compute = Operation["compute"];

const base = (type: Type) => (isNullable(type) ? type.element : type);

function decide(op: string, order: number): boolean {
  switch (op) {
    case "<":
      return order < 0;
    case ">":
      return order > 0;
    case "<=":
      return order <= 0;
    case ">=":
      return order >= 0;
    case "==":
      return order === 0;
    default:
      return order !== 0;
  }
}

/** `left op right`, without && || and ??. */
export function bindBinary(binder: Binder, op: string, leftIn: Bound, rightIn: Bound, at: number): Bound {
  let left = leftIn;
  let right = rightIn;
  const bool = named("bool");
  const text = named("string");
  if (op === "+" && (left.type === text || right.type === text))
    return userOperator(binder, op, left, right, at) ?? concatenate(binder, left, right, at);
  const nullTest = equality.has(op) && (left.untyped?.kind === "null" || right.untyped?.kind === "null");
  if (nullTest) {
    const value = left.untyped?.kind === "null" ? right : left;
    if (value.type.isValueType && !isNullable(value.type))
      return { type: bool, at, run: (frame) => (value.run(frame), op === "!=") };
    const run: Run = (frame) => (value.run(frame) === null) === (op === "==");
    return { type: bool, at, run: written(run, (js) => `${js.value(value.run)} ${op}= null`) };
  }
  if (left.untyped?.kind === "default") left = binder.convert(left, right.type);
  if (right.untyped?.kind === "default") right = binder.convert(right, left.type);
  const user = userOperator(binder, op, left, right, at);
  if (user) return user;
  const a = base(left.type);
  const b = base(right.type);
  const lifted = isNullable(left.type) || isNullable(right.type);
  const test = (operand: Type): Operation => ({
    ...{ op, at, operand, result: bool, lifted },
    compute: (x, y) => decide(op, compareNumbers(x, y)),
  });
  if (a.kind === "enum" || b.kind === "enum") {
    const fits = a === b || (a.kind === "enum" ? binder.cost(right, a) : binder.cost(left, b)) !== undefined;
    const type = a.kind === "enum" ? a : b;
    if (fits && (equality.has(op) || comparison.has(op))) return combine(binder, left, right, test(type));
    if (fits && ["|", "&", "^"].includes(op))
      return combine(binder, left, right, {
        ...{ op, at, operand: type, result: type, lifted },
        compute: arithmetic("int", op, false) as Compute,
      });
    if (op === "-" && a === b)
      return combine(binder, left, right, {
        ...{ op, at, operand: type, result: named("int"), lifted },
        compute: arithmetic("int", op, binder.checked) as Compute,
      });
    const shift = (op === "+" || op === "-") && (a.kind === "enum") !== (b.kind === "enum");
    if (shift)
      return {
        type,
        at,
        run: (frame) =>
          op === "+"
            ? (left.run(frame) as number) + (right.run(frame) as number)
            : (left.run(frame) as number) - (right.run(frame) as number),
      };
  }
  if (a === bool && b === bool && (equality.has(op) || "&|^".includes(op))) {
    const compute = {
      "==": (x: boolean, y: boolean) => x === y,
      "!=": (x: boolean, y: boolean) => x !== y,
      "&": (x: boolean, y: boolean) => x && y,
      "|": (x: boolean, y: boolean) => x || y,
      "^": (x: boolean, y: boolean) => x !== y,
    }[op]!;
    if (lifted && (op === "&" || op === "|")) return threeValued(binder, op, left, right, at);
    return combine(binder, left, right, {
      ...{ op, at, operand: bool, result: bool, lifted },
      compute: compute as Compute,
    });
  }
  const shifted = op === "<<" || op === ">>";
  const counted = () => isIntegral(a.name) && isIntegral(b.name) && goesTo(b.name, "int");
  const name = !shifted ? promoted(binder, left, right) : counted() ? promotedAlone(a.name) : undefined;
  if (name) {
    const type = named(name);
    if (equality.has(op) || comparison.has(op)) return combine(binder, left, right, test(type));
    const constant = left.constant !== undefined && right.constant !== undefined;
    const compute = arithmetic(name, op, binder.checked || (constant && !binder.unchecked));
    if (compute) {
      if (
        (op === "/" || op === "%") &&
        right.constant &&
        Number(right.constant.value) === 0 &&
        isIntegral(name) &&
        left.constant
      )
        binder.fail("CS0020", "Division by constant zero", at);
      return combine(binder, left, right, {
        ...{ op, at, operand: type, result: type, lifted },
        right: shifted ? named("int") : undefined,
        compute: compute as Compute,
      });
    }
  }
  if (
    equality.has(op) &&
    !left.untyped &&
    !right.untyped &&
    !left.type.isValueType &&
    !right.type.isValueType
  ) {
    const negated = op === "==" ? "" : "!";
    if (left.type === text && right.type === text)
      return {
        type: bool,
        at,
        run: written(
          (frame) => sameText(left.run(frame), right.run(frame)) === (op === "=="),
          (js) => `${negated}${js.ref(sameText)}(${js.values([left.run, right.run])})`,
        ),
      };
    const related =
      isSubtype(left.type, right.type) ||
      isSubtype(right.type, left.type) ||
      left.type.kind === "interface" ||
      right.type.kind === "interface";
    if (related && left.constant && right.constant)
      return literalTest(left.constant.value === right.constant.value, op, bool, at);
    // Texts are interned only as literals in .NET: a computed one is another object than an equal literal.
    if (related)
      return {
        type: bool,
        at,
        run: written(
          (frame) => sameReference(left.run(frame), right.run(frame)) === (op === "=="),
          (js) => `${negated}${js.ref(sameReference)}(${js.values([left.run, right.run])})`,
        ),
      };
  }
  return binder.fail(
    "CS0019",
    `Operator '${op}' does not apply to '${left.type.name}' and '${right.type.name}'`,
    at,
  );
}

/** `&` and `|` of bool?: false, or true, decides whatever the other side is. */
function threeValued(binder: Binder, op: string, left: Bound, right: Bound, at: number): Bound {
  const type = nullableOf(named("bool"));
  const a = binder.convert(left, type).run;
  const b = binder.convert(right, type).run;
  const deciding = op === "|";
  const run: Run = (frame) => {
    const x = a(frame);
    const y = b(frame);
    if (x === deciding || y === deciding) return deciding;
    return x === null || y === null ? null : !deciding;
  };
  return { type, at, run };
}

function literalTest(equal: boolean, op: string, bool: Type, at: number): Bound {
  const value = equal === (op === "==");
  return { type: bool, at, constant: { value }, run: fixed(value) };
}

/** Texts of one length are compared to their ends. */
function sameText(a: unknown, b: unknown): boolean {
  if (typeof a === "string" && typeof b === "string" && a.length === b.length) tickText(a.length);
  return a === b;
}

function sameReference(a: unknown, b: unknown): boolean {
  if (a === null || b === null) return a === b;
  return typeof a === "object" && a === b && !(a instanceof Boxed);
}

function concatenate(binder: Binder, left: Bound, right: Bound, at: number): Bound {
  for (const side of [left, right])
    if (side.type.name === "void" || (side.untyped && side.untyped.kind !== "null"))
      binder.fail("CS0019", "Operator '+' does not apply to a value without a type", at);
  const asText = (side: Bound): Run => {
    const { run, type } = side;
    if (side.untyped) return fixed("");
    if (side.constant && typeof side.constant.value === "string") return run;
    if (type.name === "string")
      return written(
        (frame) => run(frame) ?? "",
        (js) => `${js.value(run)} ?? ""`,
      );
    return through((value) => toStringOf(box(type, value)), run);
  };
  const a = asText(left);
  const b = asText(right);
  const run = written(
    (frame: Frame) => joined(a(frame) as string, b(frame) as string),
    (js) => `${js.ref(joined)}(${js.values([a, b])})`,
  );
  const constant = left.constant && right.constant ? { value: run([]) } : undefined;
  return { type: named("string"), at, run, constant };
}

function joined(left: string, right: string): string {
  const text = left + right;
  checkSize(text.length);
  return text;
}

function userOperator(binder: Binder, op: string, left: Bound, right: Bound, at: number): Bound | undefined {
  const name = `operator${op}`;
  const owners = [base(left.type), base(right.type)];
  for (const owner of owners)
    for (const member of owner.definition ? binder.findMembers(owner, name) : []) {
      const [p, q] = member.params;
      if (!q || binder.cost(left, p!.type) === undefined || binder.cost(right, q.type) === undefined)
        continue;
      const a = binder.convert(left, p!.type).run;
      const b = binder.convert(right, q.type).run;
      const get = member.get as (a: unknown, b: unknown) => unknown;
      const run: Run = (frame) => get(a(frame), b(frame));
      return { type: member.type, at, run: written(run, (js) => `${js.ref(get)}(${js.values([a, b])})`) };
    }
  if (
    owners.some((owner) => owner !== left.type && owner !== right.type) ||
    isNullable(left.type) ||
    isNullable(right.type)
  ) {
    const plain = (side: Bound): Bound =>
      isNullable(side.type) ? { ...side, type: side.type.element } : side;
    if (!isNullable(left.type) && !isNullable(right.type)) return undefined;
    const inner = userOperator(
      binder,
      op,
      { ...plain(left), constant: undefined },
      { ...plain(right), constant: undefined },
      at,
    );
    if (!inner) return undefined;
    const isTest = equality.has(op) || comparison.has(op);
    const run: Run = (frame: Frame) => {
      const x = left.run(frame);
      const y = right.run(frame);
      if (x === null || y === null)
        return op === "==" ? x === y : op === "!=" ? x !== y : isTest ? false : null;
      return inner.run(frame);
    };
    return { type: isTest ? inner.type : nullableOf(inner.type), at, run };
  }
  return undefined;
}

/** The type both branches of a condition, or both sides of ??, share. */
export function bindBranches(binder: Binder, yes: Bound, no: Bound, at: number): [Type, Run, Run] {
  if (yes.type === throwType) return [no.type, yes.run, no.run];
  if (no.type === throwType) return [yes.type, yes.run, no.run];
  const type =
    !yes.untyped &&
    binder.cost(no, yes.type) !== undefined &&
    !(
      binder.cost(yes, no.type) !== undefined &&
      !no.constant &&
      !no.untyped &&
      no.type !== yes.type &&
      implicitConversion(yes.type, no.type) &&
      !implicitConversion(no.type, yes.type)
    )
      ? yes.type
      : !no.untyped && binder.cost(yes, no.type) !== undefined
        ? no.type
        : undefined;
  if (!type)
    return binder.fail(
      "CS0173",
      `The branches '${yes.type.name}' and '${no.type.name}' have no type in common`,
      at,
    );
  return [type, binder.convert(yes, type).run, binder.convert(no, type).run];
}

export function bindUnary(binder: Binder, op: string, value: Bound, at: number): Bound {
  const inner = base(value.type);
  const lift = isNullable(value.type);
  const make = (type: Type, compute: (v: never) => unknown): Bound => {
    const run = binder.convert(value, lift ? nullableOf(type) : type).run;
    const call = compute as (v: unknown) => unknown;
    if (value.constant && !lift) {
      const constant = { value: call(run([])) };
      return { type, at, constant, run: fixed(constant.value) };
    }
    const applied = lift ? (given: unknown) => (given === null ? null : call(given)) : call;
    return { type: lift ? nullableOf(type) : type, at, run: through(applied, run) };
  };
  if (op === "!" && inner.name === "bool") return make(inner, (v: boolean) => !v);
  const member =
    inner.definition && binder.findMembers(inner, `operator${op}`).find((one) => one.params.length === 1);
  if (member) return make(member.type, member.get as never);
  if (isNumeric(inner.name) && op !== "!") {
    const name =
      numericRank(inner.name) < numericRank("int")
        ? "int"
        : inner.name === "uint" && op === "-"
          ? "long"
          : inner.name;
    const type = named(name);
    if (op === "+") return make(type, (v) => v);
    if (op === "~")
      return make(
        type,
        name === "long" || name === "ulong"
          ? (v: bigint) => arithmeticNot(v, name)
          : (v: number) => (name === "uint" ? ~v >>> 0 : ~v),
      );
    const subtract = arithmetic(name, "-", binder.checked) as (a: unknown, b: unknown) => unknown;
    if (name === "double" || name === "float") return make(type, (v: number) => -v);
    if (name === "decimal") return make(type, (v: { negate(): unknown }) => v.negate());
    return make(type, (v) => subtract(name === "long" ? 0n : 0, v));
  }
  return binder.fail("CS0023", `Operator '${op}' does not apply to '${value.type.name}'`, at);
}

function arithmeticNot(value: bigint, name: string): bigint {
  return name === "long" ? ~value : BigInt.asUintN(64, ~value);
}

export { explicitConversion, nullType };
