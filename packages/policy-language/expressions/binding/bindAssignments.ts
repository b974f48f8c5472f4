import type { Expr, Pattern } from "../syntax/ast";
import { type Binder } from "./binder";
import { isReferenceCast, literal } from "./literal";
import { bindBinary } from "./bindOperators";
import type { Bound, Frame, Run, Scope } from "./bound";
import { over, through, written, type Script } from "./script";
import { explicitConversion, implicitConversion, isSubtype, same, throwType } from "../types/conversions";
import { named, resolveType } from "../types/registry";
import { variableOf } from "./refVariable";
import { bindTupleAssignment } from "./tuples";
import { box, isNullable, typeOf, unwrap } from "../values/runtime";
import { valuesEqual } from "../values/values";
import { Type } from "../types/types";

export function bindLogical(b: Binder, node: Expr & { kind: "binary" }, scope: Scope): Bound {
  const { at, op } = node;
  const left = b.value(node.left, scope);
  const right = b.value(node.right, scope);
  const bool = named("bool");
  if (op === "&&" || op === "||") {
    for (const side of [left, right])
      if (side.untyped || !implicitConversion(side.type, bool))
        b.fail(
          "CS0019",
          `Operator '${op}' does not apply to '${left.type.name}' and '${right.type.name}'`,
          at,
        );
    const x = b.convert(left, bool).run;
    const y = b.convert(right, bool).run;
    return {
      type: bool,
      at,
      run: written(
        op === "&&" ? (frame: Frame) => x(frame) && y(frame) : (frame: Frame) => x(frame) || y(frame),
        (js) => `${js.value(x)} ${op} ${js.value(y)}`,
      ),
    };
  }
  if (op !== "??") return bindBinary(b, op, left, right, at);
  if (left.type.isValueType && !isNullable(left.type))
    b.fail("CS0019", `Operator '??' does not apply to '${left.type.name}'`, at);
  if (left.untyped) return b.convert(right, right.type);
  const plain = isNullable(left.type) ? left.type.element : left.type;
  const type =
    right.type === throwType
      ? plain
      : b.cost(right, plain) !== undefined
        ? plain
        : b.cost(right, left.type) !== undefined
          ? left.type
          : implicitConversion(plain, right.type)
            ? right.type
            : undefined;
  if (!type)
    return b.fail(
      "CS0019",
      `Operator '??' does not apply to '${left.type.name}' and '${right.type.name}'`,
      at,
    );
  const convert = type === plain || type === left.type ? same : implicitConversion(plain, type)!;
  const other = right.type === throwType ? right.run : b.convert(right, type).run;
  const run = (frame: Frame) => {
    const value = left.run(frame);
    return value === null ? other(frame) : convert(value);
  };
  // Where nothing is converted, JavaScript's own operator does it: no value of an expression is undefined.
  const write = (js: Script) => `${js.value(left.run)} ?? ${js.value(other)}`;
  const converted = over([left.run, other], ([from, otherwise]: Run[]) => (frame: Frame) => {
    const value = from!(frame);
    return value === null ? otherwise!(frame) : convert(value);
  });
  return { type, at, run: convert === same ? written(run, write) : converted };
}

export function bindAssign(b: Binder, node: Expr & { kind: "assign" }, scope: Scope): Bound {
  const { at } = node;
  if (node.left.kind === "tuple" && node.op === "=")
    return bindTupleAssignment(b, node.left, node.right, scope, at);
  if (node.right.kind === "ref") return bindRefAssign(b, node.left, node.right, scope, at);
  const left = b.value(node.left, scope);
  if (!left.set)
    b.fail(
      left.constant || node.left.kind !== "member" ? "CS0131" : "CS0200",
      "This cannot be assigned to",
      node.left.at,
    );
  const right = b.value(node.right, scope);
  let value: Bound;
  if (node.op === "=") value = b.convert(right, left.type);
  else {
    const result = bindBinary(b, node.op.slice(0, -1), { ...left, constant: undefined }, right, at);
    const convert =
      implicitConversion(result.type, left.type) ??
      (b.cost(right, left.type) !== undefined || node.op === "<<=" || node.op === ">>="
        ? explicitConversion(result.type, left.type, b.checked)
        : undefined);
    if (!convert)
      return b.fail("CS0266", `'${result.type.name}' does not convert to '${left.type.name}'`, at);
    value = b.apply(result, left.type, convert);
  }
  const set = left.set;
  const run = (frame: Frame) => {
    const v = value.run(frame);
    set(frame, v);
    return v;
  };
  return { type: left.type, at, run: written(run, (js) => js.store(set, js.value(value.run))) };
}

/** `r = ref x`: from here on r stands for x. */
function bindRefAssign(
  b: Binder,
  left: Expr,
  right: Expr & { kind: "ref" },
  scope: Scope,
  at: number,
): Bound {
  const local = left.kind === "name" ? scope.find(left.name) : undefined;
  if (!local?.byRef) return b.fail("CS8373", "Only a variable by reference is given a ref", left.at);
  const { type, ref } = variableOf(b, right, scope);
  if (type !== local.type) b.fail("CS8173", `The variable is a '${type.name}'`, right.at);
  const write = scope.writer(local);
  return { type, at, run: (frame) => { const variable = ref(frame); write(frame, variable); return variable.get(); } }; // prettier-ignore
}

export function bindStep(
  b: Binder,
  syntax: Expr,
  op: string,
  scope: Scope,
  prefix: boolean,
  at: number,
): Bound {
  const value = b.value(syntax, scope);
  if (!value.set) b.fail("CS1059", `Operator '${op}' needs a variable`, at);
  const next = bindBinary(b, op[0]!, { ...value, constant: undefined }, literal(named("int"), 1, at), at);
  const convert = explicitConversion(next.type, value.type, b.checked)!;
  return { type: value.type, at, run: (frame) => { const before = value.run(frame); const after = convert(next.run(frame)); value.set!(frame, after); return prefix ? after : before; } }; // prettier-ignore
}

/** A test of a value; a declaration pattern also sets its variable. */
export function bindPattern(b: Binder, value: Bound, pattern: Pattern, scope: Scope, at: number): Run {
  const { run } = value;
  const boxed: Run =
    value.untyped || !value.type.isValueType ? run : through((given) => box(value.type, given), run);
  if (pattern.kind === "constant") {
    const wanted = b.value(pattern.value, scope);
    if (wanted.untyped?.kind === "null")
      return written(
        (frame) => run(frame) === null,
        (js) => `${js.value(run)} === null`,
      );
    const converted =
      value.type.name === "object"
        ? b.convert(wanted, value.type)
        : b.convert(wanted, isNullable(value.type) ? value.type.element : value.type);
    if (value.type.name === "string" && typeof converted.constant?.value === "string")
      return written(
        (frame) => run(frame) === converted.constant!.value,
        (js) => `${js.value(run)} === ${js.literal(converted.constant!.value)}`,
      );
    const other = through((given) => box(converted.type, given), converted.run);
    return written(
      (frame) => valuesEqual(boxed(frame), other(frame)),
      (js) => `${js.ref(valuesEqual)}(${js.values([boxed, other])})`,
    );
  }
  if (!pattern.type) {
    const local = b.declare(scope, pattern.name!, value.type, at);
    return written(
      (frame) => ((frame[local.slot] = run(frame)), true),
      (js) => `f[${local.slot}] = ${js.value(run)}, true`,
    );
  }
  const named = resolveType(pattern.type);
  if (!(named instanceof Type) && pattern.name === undefined) {
    // `case Name:` may be a constant member such as an enum's.
    const parts = pattern.type.name.split(".");
    const syntax = parts.slice(1).reduce<Expr>((target, name) => ({ kind: "member", at, target, name }), {
      kind: "name",
      name: parts[0]!,
      at,
    });
    return bindPattern(b, value, { kind: "constant", value: syntax }, scope, at);
  }
  const type = b.typeOfSyntax(pattern.type);
  if (!value.untyped && !explicitConversion(value.type, type, false) && !isReferenceCast(value.type, type))
    b.fail("CS8121", `'${value.type.name}' is never a '${type.name}'`, at);
  const target = isNullable(type) ? type.element : type;
  const local = pattern.name === undefined ? undefined : b.declare(scope, pattern.name, type, pattern.at);
  const test = (frame: Frame, v: unknown) => {
    if (v === null || !isSubtype(typeOf(v)!, target)) return false;
    if (local) frame[local.slot] = type.isValueType ? unwrap(v) : v;
    return true;
  };
  return written(
    (frame) => test(frame, boxed(frame)),
    (js) => `${js.ref(test)}(f, ${js.value(boxed)})`,
  );
}
