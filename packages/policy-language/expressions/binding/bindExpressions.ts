import type { Expr } from "../syntax/ast";
import { untypedType, type Binder } from "./binder";
import { bindAssign, bindLogical, bindPattern, bindStep } from "./bindAssignments";
import { bindArgs, emit, invoke, receiver } from "./bindCalls";
import { bindNew, bindNewArray } from "./bindCreation";
import { isReferenceCast, literal } from "./literal";
import { bindBranches, bindUnary } from "./bindOperators";
import { throughRef, type Bound, type Frame, type Ref, type Run, type Scope } from "./bound";
import { explicitConversion, isSubtype, nullType, throwType } from "../types/conversions";
import { Decimal } from "../values/decimal";
import { extensions } from "../types/members";
import { isNumeric } from "../values/numbers";
import { choose } from "../types/overloads";
import { bindIndex } from "./bindIndex";
import { bindInterpolated } from "./interpolation";
import { bindTuple } from "./tuples";
import { FollowUpError } from "../syntax/syntaxError";
import { findDefinition, isNamespace, named, nullableOf, resolveType } from "../types/registry";
import {
  box,
  defaultOf,
  currentContext,
  isNullable,
  NetError,
  nullReference,
  throwException,
  typeOf,
  unwrap,
} from "../values/runtime";
import { toStringOf } from "../values/values";
import { Type } from "../types/types";
import { fixed, over, through, written, type Script } from "./script";
import { anonymousObject, anonymousType } from "../types/anonymous";

export function bindExpression(b: Binder, node: Expr, scope: Scope): Bound {
  const { at } = node;
  switch (node.kind) {
    case "number": {
      const value =
        node.type === "decimal"
          ? Decimal.parse(node.text)
          : node.type === "long" || node.type === "ulong"
            ? BigInt(node.text)
            : node.type === "float"
              ? Math.fround(Number(node.text))
              : Number(node.text);
      return literal(named(node.type), value, at);
    }
    case "string":
      return literal(named("string"), node.value, at);
    case "char":
      return literal(named("char"), node.value.charCodeAt(0), at);
    case "bool":
      return literal(named("bool"), node.value, at);
    case "null":
      return { type: nullType, at, run: () => null, untyped: { kind: "null" } };
    case "default": {
      if (!node.type) return { type: untypedType, at, run: () => null, untyped: { kind: "default" } };
      const type = b.typeOfSyntax(node.type);
      return { type, at, run: fixed(defaultOf(type)) };
    }
    case "predefined": {
      const type = b.typeOfSyntax(node.type);
      return { type, names: type, at, run: () => null };
    }
    case "name":
      return bindName(b, node, scope);
    case "member":
      return bindMember(b, node, scope);
    case "call":
      return bindCall(b, node, scope);
    case "index":
      return bindIndex(b, node, scope);
    case "placeholder": {
      const { hole } = b;
      return hole ? { ...hole, at } : b.fail("CS1525", "Unexpected '?.'", at);
    }
    case "conditionalAccess": {
      const target = b.value(node.target, scope);
      if (target.type.isValueType && !isNullable(target.type))
        b.fail("CS0023", `Operator '?' does not apply to '${target.type.name}'`, at);
      // Variables that are declared behind ?. belong to the scope around it.
      const held = isNullable(target.type) ? target.type.element : target.type;
      const inner = scope.inner();
      const local = inner.declare("<target>", held);
      const hole: Bound = { type: local.type, at, run: inner.reader(local) };
      const rest = b.filling(hole, () => bindExpression(b, node.rest, scope));
      const type = rest.type.isValueType && !isNullable(rest.type) ? nullableOf(rest.type) : rest.type;
      const run = (frame: Frame) => {
        const value = target.run(frame);
        if (value === null) return null;
        frame[local.slot] = value;
        return rest.run(frame);
      };
      const write = (js: Script) => {
        const value = `(f[${local.slot}] = ${js.value(target.run)})`;
        return `${value} === null ? null : ${js.value(rest.run)}`;
      };
      return { type, at, run: written(run, write) };
    }
    case "new":
      return bindNew(b, node, scope);
    case "newArray":
      return bindNewArray(b, node, scope);
    case "anonymous": {
      const members = node.members.map((one) => ({ name: one.name, value: b.value(one.value, scope) }));
      const empty = members.find((one) => one.value.type.name === "void");
      if (empty) b.fail("CS0828", `'${empty.name}' has no value`, empty.value.at);
      const type = anonymousType(members.map((one) => ({ name: one.name, type: one.value.type })));
      return {
        type,
        at,
        run: over(
          members.map((one) => one.value.run),
          (runs: Run[]) => (frame: Frame) =>
            anonymousObject(
              type,
              members.map((one, index) => [one.name, runs[index]!(frame)] as const),
            ),
        ),
      };
    }
    case "unary":
      if (node.op === "++" || node.op === "--") return bindStep(b, node.value, node.op, scope, true, at);
      return lowestInteger(node, at) ?? bindUnary(b, node.op, b.value(node.value, scope), at);
    case "postfix":
      return bindStep(b, node.value, node.op, scope, false, at);
    case "cast": {
      const to = b.typeOfSyntax(node.type);
      const value = b.value(node.value, scope);
      if (value.untyped || value.type === to) return b.convert(value, to, at);
      const convert = explicitConversion(value.type, to, b.checked);
      if (!convert) b.fail("CS0030", `'${value.type.name}' cannot be cast to '${to.name}'`, at);
      if (value.constant && !b.unchecked && isNumeric(value.type.name) && isNumeric(to.name))
        checkConstantCast(b, value, to, at);
      return b.apply(value, to, convert);
    }
    case "binary":
      return bindLogical(b, node, scope);
    case "assign":
      return bindAssign(b, node, scope);
    case "ternary": {
      const test = b.convert(b.value(node.test, scope), named("bool")).run;
      const [type, yes, no] = bindBranches(b, b.value(node.yes, scope), b.value(node.no, scope), at);
      const run = (frame: Frame) => (test(frame) ? yes(frame) : no(frame));
      return {
        type,
        at,
        run: written(run, (js) => `${js.value(test)} ? ${js.value(yes)} : ${js.value(no)}`),
      };
    }
    case "is":
      return {
        type: named("bool"),
        at,
        run: bindPattern(b, b.value(node.value, scope), node.pattern, scope, at),
      };
    case "as": {
      const value = b.value(node.value, scope);
      const to = b.typeOfSyntax(node.type);
      if (to.isValueType && !isNullable(to))
        b.fail("CS0077", "as takes a reference type or a nullable one", at);
      if (!value.untyped && !explicitConversion(value.type, to, false))
        b.fail("CS0039", `'${value.type.name}' is never a '${to.name}'`, at);
      if (!isReferenceCast(value.type, to))
        b.fail("CS0039", `'${value.type.name}' is never a '${to.name}'`, at);
      const target = isNullable(to) ? to.element : to;
      const narrowed = (given: unknown) => {
        const v = box(value.type, given);
        return v !== null && isSubtype(typeOf(v)!, target) ? (to.isValueType ? unwrap(v) : v) : null;
      };
      return { type: to, at, run: through(narrowed, value.run) };
    }
    case "lambda":
      return { type: untypedType, at, run: () => null, untyped: { kind: "lambda", syntax: node, scope } };
    case "interpolated":
      return bindInterpolated(b, node, scope);
    case "typeof": {
      const type = b.typeOfSyntax(node.type);
      return { type: named("Type"), at, run: fixed(type) };
    }
    case "checked":
      return b.withChecked(node.on, () => b.value(node.value, scope));
    case "throw": {
      const { run } = b.convert(b.value(node.value, scope), named("Exception"));
      const thrown = (exception: unknown) => throwException(exception ?? nullReference());
      return { type: throwType, at, run: through(thrown, run) };
    }
    case "tuple":
      return bindTuple(b, node, scope);
    case "ref":
      return b.fail("CS8373", "ref does not stand here", at);
  }
}

/** A constant that does not fit its new type is a mistake unless unchecked(...) says otherwise. */
function checkConstantCast(b: Binder, value: Bound, to: Type, at: number): void {
  try {
    explicitConversion(value.type, to, true)!(value.constant!.value);
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
    b.fail(
      value.type.name === "decimal" ? "CS0031" : "CS0221",
      `The constant ${toStringOf(value.constant!.value)} does not fit into '${to.name}'`,
      at,
      "use unchecked(...)",
    );
  }
}

/** The lowest int and long: without their sign the digits are one too many for the type. */
function lowestInteger(node: Expr & { kind: "unary" }, at: number): Bound | undefined {
  if (node.op !== "-" || node.value.kind !== "number") return undefined;
  if (node.value.text === "2147483648" && node.value.type === "uint")
    return literal(named("int"), -2147483648, at);
  if (node.value.text === "9223372036854775808") return literal(named("long"), -(2n ** 63n), at);
  return undefined;
}

const readContext: Run = written(
  () => currentContext(),
  (js) => `${js.ref(currentContext)}()`,
);

function bindName(b: Binder, node: Expr & { kind: "name" }, scope: Scope): Bound {
  const { at, name } = node;
  const local = node.args ? undefined : scope.find(name);
  if (local) {
    if (local.type === b.unknown) throw new FollowUpError(at);
    const { type, constant } = local;
    if (constant) return { type, at, run: fixed(constant.value), constant };
    if (local.byRef) return throughRef({ type, at }, scope.reader(local) as (frame: Frame) => Ref);
    return { type, at, run: scope.reader(local), set: scope.writer(local) };
  }
  if (name === "context" && !node.args) return { type: named("IContext"), at, run: readContext };
  const type = resolveType({ at, name, args: node.args ?? [], ranks: [], nullable: false });
  if (type instanceof Type) return { type, names: type, at, run: () => null };
  if (isNamespace(name)) return { type: untypedType, namespace: name, at, run: () => null };
  b.refuseKnown(name, at);
  return b.fail("CS0103", `The name '${name}' does not exist here`, at);
}

function bindMember(b: Binder, node: Expr & { kind: "member" }, scope: Scope, called = false): Bound {
  const { at, name } = node;
  const target = bindExpression(b, node.target, scope);
  const typeArgs = (node.args ?? []).map((arg) => b.typeOfSyntax(arg));
  if (target.namespace !== undefined) {
    const full = `${target.namespace}.${name}`;
    const definition = findDefinition(full, typeArgs.length);
    if (definition)
      return {
        type: Type.of(definition, typeArgs),
        names: Type.of(definition, typeArgs),
        at,
        run: () => null,
      };
    b.refuseKnown(full, at);
    if (isNamespace(full)) return { type: untypedType, namespace: full, at, run: () => null };
    return b.fail("CS0234", `'${name}' does not exist in the namespace '${target.namespace}'`, at);
  }
  if (target.untyped || target.type.name === "void")
    b.fail("CS0023", "Operator '.' does not apply to a value without a type", at);
  const found = target.type.kind === "special" ? [] : b.findMembers(target.type, name);
  const nested =
    target.names && found.length === 0
      ? findDefinition(`${target.names.fullName}.${name}`, typeArgs.length)
      : undefined;
  if (nested)
    return { type: Type.of(nested, typeArgs), names: Type.of(nested, typeArgs), at, run: () => null };
  const property = found.find((one) => one.kind === "property");
  if (property && !(called && !b.delegateOf(property.type))) {
    if (property.isStatic !== Boolean(target.names)) {
      // `Color Color`: a value and a type may share a name.
      b.fail(
        property.isStatic ? "CS0176" : "CS0120",
        `'${name}' is ${property.isStatic ? "static" : "not static"}`,
        at,
      );
    }
    noteReads(b, node, target, name);
    if (property.get === undefined) return literal(property.type, property.constant, at);
    const get = property.get as (...args: unknown[]) => unknown;
    const types = property.owner.args;
    if (property.isStatic)
      return {
        type: property.type,
        at,
        run: written(
          () => get(types),
          (js) => `${js.ref(get)}(${js.ref(types)})`,
        ),
      };
    const receive = receiver(target, property);
    const { run } = target;
    const quick = !target.type.isValueType && types.length === 0;
    const set = property.set as ((...args: unknown[]) => unknown) | undefined;
    return {
      type: property.type,
      at,
      run: quick
        ? written(
            (frame) => get(run(frame) ?? nullReference()),
            (js) => `${js.ref(get)}(${js.value(run)} ?? ${js.ref(nullReference)}())`,
          )
        : written(
            (frame) => get(receive(frame), types),
            (js) => `${js.ref(get)}(${js.value(receive)}, ${js.ref(types)})`,
          ),
      set: set && memberSetter(target, receive, set),
    };
  }
  const methods = found.filter((one) => one.kind === "method");
  const extension = target.names ? [] : extensions(name);
  if (methods.length === 0 && extension.length === 0)
    return b.fail(target.names ? "CS0117" : "CS1061", `'${target.type.name}' has no '${name}'`, at);
  if (name === "As" && ["IMessageBody"].includes(target.type.name)) noteBody(b, node.target);
  return {
    type: untypedType,
    at,
    run: () => null,
    untyped: { kind: "group", name, members: methods, target, typeArgs, extension },
  };
}

/** A member of a struct is set in a copy, which takes the place of the whole. */
function memberSetter(target: Bound, receive: Run, set: (...args: unknown[]) => unknown): Bound["set"] {
  if (!target.type.isValueType) return (frame, value) => void set(receive(frame), value);
  const store = target.set;
  return store && ((frame, value) => store(frame, set(receive(frame), value)));
}

/** Which bodies are read: any use of a request's body, and of a response's unless it comes out of a variable. */
function noteReads(b: Binder, node: Expr & { kind: "member" }, target: Bound, name: string): void {
  if (name === "Body" && target.type.name === "IRequest") b.reads.requestBody = true;
  if (name === "Body" && target.type.name === "IResponse" && !fromVariable(node.target))
    b.reads.responseBody = true;
}

function fromVariable(node: Expr): boolean {
  return (
    (node.kind === "cast" || node.kind === "as") &&
    JSON.stringify(node.value).includes('"Variables"') &&
    !JSON.stringify(node.value).includes('"Response"')
  );
}

function noteBody(_b: Binder, _node: Expr): void {
  // The Body property has been noted where it was read.
}

export function bindCall(b: Binder, node: Expr & { kind: "call" }, scope: Scope): Bound {
  const { at, target } = node;
  if (target.kind === "name" && target.name === "nameof" && !scope.find("nameof") && node.args.length === 1) {
    const arg = node.args[0]!.value;
    bindExpression(b, arg, scope);
    return literal(named("string"), arg.kind === "member" || arg.kind === "name" ? arg.name : "", at);
  }
  const callee = bindCallee(b, target, scope);
  const group = callee.untyped;
  if (group?.kind === "group")
    return invoke(b, group, node.args, bindArgs(b, node.args, scope), scope, target.at);
  const local = target.kind === "name" ? scope.find(target.name) : undefined;
  const signature = local?.signature;
  if (signature) {
    const chosen = choose(b, scope, [signature], node.args, bindArgs(b, node.args, scope), []);
    if (typeof chosen === "string")
      return b.fail(chosen, `'${signature.name}' does not take these arguments`, at);
    const call = emit(b, chosen, callee, at);
    return local.returnsRef ? throughRef(call, call.run as (frame: Frame) => Ref) : call;
  }
  const delegate = b.delegateOf(callee.type);
  if (!delegate) return b.fail(callee.names ? "CS1955" : "CS0149", "This cannot be called", at);
  const args = bindArgs(b, node.args, scope);
  if (args.length !== delegate.params.length)
    b.fail("CS1593", `The delegate takes ${delegate.params.length} arguments`, at);
  const runs = args.map((arg, index) => b.convert(arg, delegate.params[index]!).run);
  return {
    type: delegate.returns,
    at,
    run: written(
      (frame) =>
        ((callee.run(frame) ?? nullReference()) as (...args: unknown[]) => unknown)(
          ...runs.map((run) => run(frame)),
        ),
      (js) => `(${js.value(callee.run)} ?? ${js.ref(nullReference)}())(${js.values(runs)})`,
    ),
  };
}

/** What stands before the parentheses: a property that is no delegate does not hide a method of that name. */
function bindCallee(b: Binder, target: Expr, scope: Scope): Bound {
  if (target.kind !== "member") return bindExpression(b, target, scope);
  return bindMember(b, target, scope, true);
}

export { toStringOf };
