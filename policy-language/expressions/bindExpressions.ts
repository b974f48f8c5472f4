import type { Expr, Initializer, Pattern } from "./ast";
import { makeArray, untypedType, type Binder } from "./binder";
import { bindBinary, bindBranches, bindUnary } from "./bindOperators";
import type { Bound, Frame, Run, Scope } from "./bound";
import { explicitConversion, implicitConversion, isSubtype, nullType, same, throwType } from "./conversions";
import { Decimal } from "./decimal";
import { extensions } from "./members";
import { choose, commonType } from "./overloads";
import { findDefinition, isNamespace, named, nullableOf, resolveType } from "./registry";
import {
  box,
  checkSize,
  defaultOf,
  evaluation,
  isNullable,
  nullReference,
  raise,
  typeOf,
  unwrap,
} from "./runtime";
import { formatValue, toStringOf, valuesEqual } from "./values";
import { Type } from "./types";
import { anonymousObject, anonymousType } from "./anonymous";

const holes = new WeakMap<Scope, Bound>();

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
      const value = defaultOf(type);
      return { type, at, run: () => value };
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
      for (let one: Scope | undefined = scope; one; one = one.parent) {
        const found = holes.get(one);
        if (found) return { ...found, at };
      }
      return b.fail("CS1525", "Unexpected '?.'", at);
    }
    case "conditionalAccess": {
      const target = b.value(node.target, scope);
      if (target.type.isValueType && !isNullable(target.type))
        b.fail("CS0023", `Operator '?' does not apply to '${target.type.name}'`, at);
      const inner = scope.inner();
      const local = inner.declare("<target>", isNullable(target.type) ? target.type.element : target.type);
      holes.set(inner, { type: local.type, at, run: (frame) => frame[local.slot] });
      const rest = bindExpression(b, node.rest, inner);
      const type = rest.type.isValueType && !isNullable(rest.type) ? nullableOf(rest.type) : rest.type;
      return { type, at, run: (frame) => { const value = target.run(frame); if (value === null) return null; frame[local.slot] = value; return rest.run(frame); } }; // prettier-ignore
    }
    case "new":
      return bindNew(b, node, scope);
    case "newArray":
      return bindNewArray(b, node, scope);
    case "anonymous": {
      const members = node.members.map((one) => ({ name: one.name, value: b.value(one.value, scope) }));
      const type = anonymousType(members.map((one) => ({ name: one.name, type: one.value.type })));
      return {
        type,
        at,
        run: (frame) =>
          anonymousObject(
            type,
            members.map((one) => [one.name, one.value.run(frame)] as const),
          ),
      };
    }
    case "unary":
      if (node.op === "++" || node.op === "--") return bindStep(b, node.value, node.op, scope, true, at);
      return bindUnary(b, node.op, b.value(node.value, scope), at);
    case "postfix":
      return bindStep(b, node.value, node.op, scope, false, at);
    case "cast": {
      const to = b.typeOfSyntax(node.type);
      const value = b.value(node.value, scope);
      if (value.untyped || value.type === to) return b.convert(value, to, at);
      const convert = explicitConversion(value.type, to, b.checked);
      if (!convert) b.fail("CS0030", `'${value.type.name}' cannot be cast to '${to.name}'`, at);
      return b.apply(value, to, convert);
    }
    case "binary":
      return bindLogical(b, node, scope);
    case "assign":
      return bindAssign(b, node, scope);
    case "ternary": {
      const test = b.convert(b.value(node.test, scope), named("bool")).run;
      const [type, yes, no] = bindBranches(b, b.value(node.yes, scope), b.value(node.no, scope), at);
      return { type, at, run: (frame) => (test(frame) ? yes(frame) : no(frame)) };
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
      return { type: to, at, run: (frame) => { const v = box(value.type, value.run(frame)); return v !== null && isSubtype(typeOf(v)!, target) ? (to.isValueType ? unwrap(v) : v) : null; } }; // prettier-ignore
    }
    case "lambda":
      return { type: untypedType, at, run: () => null, untyped: { kind: "lambda", syntax: node, scope } };
    case "interpolated": {
      const parts = node.parts.map((part): Run => {
        if (typeof part === "string") return () => part;
        const value = b.value(part.value, scope);
        if (value.type.name === "void" || (value.untyped && value.untyped.kind !== "null"))
          b.fail("CS0029", "The value has no type", value.at);
        const align = part.align && b.convert(b.value(part.align, scope), named("int")).run;
        return (frame) => {
          const text = formatValue(box(value.type, value.run(frame)), part.format ?? "");
          const width = align ? (align(frame) as number) : 0;
          return width < 0 ? text.padEnd(-width) : text.padStart(width);
        };
      });
      return { type: named("string"), at, run: (frame) => { const text = parts.map((part) => part(frame)).join(""); checkSize(text.length); return text; } }; // prettier-ignore
    }
    case "typeof": {
      const type = b.typeOfSyntax(node.type);
      return { type: named("Type"), at, run: () => type };
    }
    case "checked": {
      const before = b.checked;
      b.checked = node.on;
      try {
        return b.value(node.value, scope);
      } finally {
        b.checked = before;
      }
    }
    case "throw": {
      const { run } = b.convert(b.value(node.value, scope), named("Exception"));
      return { type: throwType, at, run: (frame) => { throw run(frame) ?? nullReference(); } }; // prettier-ignore
    }
    case "tuple":
      return b.fail(
        "CS8179",
        "Tuples are not supported in policy expressions here",
        at,
        "use an anonymous type",
      );
  }
}

function isReferenceCast(from: Type, to: Type): boolean {
  if (from.kind === "special" || isSubtype(from, to) || isSubtype(to, from)) return true;
  return from.kind === "interface" || to.kind === "interface" || isNullable(to);
}

function literal(type: Type, value: unknown, at: number): Bound {
  return { type, at, constant: { value }, run: () => value };
}

function bindName(b: Binder, node: Expr & { kind: "name" }, scope: Scope): Bound {
  const { at, name } = node;
  const local = node.args ? undefined : scope.find(name);
  if (local) {
    const up = scope.owner.level - local.level;
    const { slot } = local;
    const { type } = local;
    if (local.constant) return { type, at, run: () => local.constant!.value, constant: local.constant };
    if (up === 0)
      return { type, at, run: (frame) => frame[slot], set: (frame, value) => void (frame[slot] = value) };
    const find = (frame: Frame) => { let one = frame; for (let n = 0; n < up; n++) one = one[0] as Frame; return one; }; // prettier-ignore
    return {
      type,
      at,
      run: (frame) => find(frame)[slot],
      set: (frame, value) => void (find(frame)[slot] = value),
    };
  }
  if (name === "context" && !node.args)
    return { type: named("IContext"), at, run: () => evaluation().context };
  const type = resolveType({ at, name, args: node.args ?? [], ranks: [], nullable: false });
  if (type instanceof Type) return { type, names: type, at, run: () => null };
  if (isNamespace(name)) return { type: untypedType, namespace: name, at, run: () => null };
  return b.fail("CS0103", `The name '${name}' does not exist here`, at);
}

function bindMember(b: Binder, node: Expr & { kind: "member" }, scope: Scope): Bound {
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
    if (isNamespace(full)) return { type: untypedType, namespace: full, at, run: () => null };
    return b.fail("CS0234", `'${name}' does not exist in the namespace '${target.namespace}'`, at);
  }
  if (target.untyped) b.fail("CS0023", "Operator '.' does not apply to a value without a type", at);
  const found = target.type.kind === "special" ? [] : b.findMembers(target.type, name);
  const property = found.find((one) => one.kind === "property");
  if (property && !found.some((one) => one.kind === "method" && one.owner === property.owner && false)) {
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
    if (property.isStatic) return { type: property.type, at, run: () => get(types) };
    const receive = b.receiver(target, property);
    const set = property.set as ((...args: unknown[]) => unknown) | undefined;
    return {
      type: property.type,
      at,
      run: (frame) => get(receive(frame), types),
      set: set && ((frame, value) => void set(receive(frame), value)),
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

function bindCall(b: Binder, node: Expr & { kind: "call" }, scope: Scope): Bound {
  const { at, target } = node;
  if (target.kind === "name" && target.name === "nameof" && !scope.find("nameof") && node.args.length === 1) {
    const arg = node.args[0]!.value;
    bindExpression(b, arg, scope);
    return literal(named("string"), arg.kind === "member" || arg.kind === "name" ? arg.name : "", at);
  }
  const callee = bindExpression(b, target, scope);
  const group = callee.untyped;
  if (group?.kind === "group") return b.invoke(group, node.args, b.args(node.args, scope), scope, target.at);
  const delegate = b.delegateOf(callee.type);
  if (!delegate) return b.fail(callee.names ? "CS1955" : "CS0149", "This cannot be called", at);
  const args = b.args(node.args, scope);
  if (args.length !== delegate.params.length)
    b.fail("CS1593", `The delegate takes ${delegate.params.length} arguments`, at);
  const runs = args.map((arg, index) => b.convert(arg, delegate.params[index]!).run);
  return {
    type: delegate.returns,
    at,
    run: (frame) =>
      ((callee.run(frame) ?? nullReference()) as (...args: unknown[]) => unknown)(
        ...runs.map((run) => run(frame)),
      ),
  };
}

function bindIndex(b: Binder, node: Expr & { kind: "index" }, scope: Scope): Bound {
  const { at } = node;
  const target = b.value(node.target, scope);
  const args = b.args(node.args, scope);
  const members =
    target.type.kind === "array"
      ? b.findMembers(named(`Array`), args.length > 1 ? "<multi>" : "this[]")
      : b.findMembers(target.type, "this[]");
  if (target.type.kind === "array") {
    const runs = args.map((arg) => b.convert(arg, named(arg.type.name === "long" ? "long" : "int")).run);
    if (runs.length !== target.type.rank)
      b.fail("CS0022", `The array has ${target.type.rank} dimensions`, at);
    const find = (frame: Frame) =>
      (target.run(frame) ?? nullReference()) as { at(index: number[]): number; items: unknown[] };
    return {
      type: target.type.element, at,
      run: (frame) => { const array = find(frame); return array.items[array.at(runs.map((run) => Number(run(frame))))]; },
      set: (frame, value) => { const array = find(frame); array.items[array.at(runs.map((run) => Number(run(frame))))] = value; },
    }; // prettier-ignore
  }
  if (members.length === 0) return b.fail("CS0021", `'${target.type.name}' has no indexer`, at);
  const chosen = choose(b, scope, members, node.args, args, []);
  if (typeof chosen === "string")
    return b.fail(
      "CS1503",
      `The indexer of '${target.type.name}' does not take (${args.map((arg) => arg.type.name).join(", ")})`,
      at,
    );
  const bound = b.emit(chosen, target, node.args, scope, at);
  const setter = chosen.member.set as ((...args: unknown[]) => unknown) | undefined;
  const receive = b.receiver(target, chosen.member);
  const runs = chosen.args.map((arg, index) => b.convert(arg!, chosen.member.params[index]!.type).run);
  return {
    ...bound,
    set: setter && ((frame, value) => void setter(receive(frame), ...runs.map((run) => run(frame)), value)),
  };
}

function bindNew(b: Binder, node: Expr & { kind: "new" }, scope: Scope): Bound {
  const { at } = node;
  const type = b.typeOfSyntax(node.type);
  let made: Bound;
  if (type.kind === "delegate" && node.args.length === 1)
    made = b.convert(b.value(node.args[0]!.value, scope), type);
  else {
    const constructors = type.own("new");
    const args = b.args(node.args, scope);
    if (type.isValueType && args.length === 0 && !constructors.some((one) => one.params.length === 0)) {
      const value = defaultOf(type);
      made = { type, at, run: () => value };
    } else if (constructors.length === 0)
      return b.fail(type.kind === "interface" ? "CS0144" : "CS1729", `'${type.name}' cannot be created`, at);
    else {
      const chosen = choose(b, scope, constructors, node.args, args, []);
      if (typeof chosen === "string")
        return b.fail(
          chosen === "CS1501" || chosen === "CS7036" ? "CS1729" : chosen,
          `'${type.name}' is not created from (${args.map((arg) => arg.type.name).join(", ")})`,
          at,
        );
      made = { ...b.emit(chosen, undefined, node.args, scope, at), type };
    }
  }
  return node.init ? bindInitializer(b, made, node.init, scope) : made;
}

function bindInitializer(b: Binder, made: Bound, init: Initializer, scope: Scope): Bound {
  const inner = scope.inner();
  const local = inner.declare("<new>", made.type);
  const target: Expr = { kind: "name", name: "<new>", at: init.at };
  const runs: Run[] = [];
  for (const element of init.elements ?? [])
    runs.push(
      bindCall(
        b,
        {
          kind: "call",
          at: init.at,
          target: { kind: "member", at: init.at, target, name: "Add" },
          args: element.map((value) => ({ value })),
        },
        inner,
      ).run,
    );
  for (const member of init.members ?? []) {
    const left: Expr = member.index
      ? { kind: "index", at: member.at, target, args: member.index.map((value) => ({ value })) }
      : { kind: "member", at: member.at, target, name: member.name! };
    if ("kind" in member.value)
      runs.push(
        bindAssign(b, { kind: "assign", at: member.at, op: "=", left, right: member.value }, inner).run,
      );
    else runs.push(bindInitializer(b, b.value(left, inner), member.value, inner).run);
  }
  return { type: made.type, at: made.at, run: (frame) => { const value = made.run(frame); frame[local.slot] = value; for (const run of runs) { run(frame); frame[local.slot] = value; } return value; } }; // prettier-ignore
}

function bindNewArray(b: Binder, node: Expr & { kind: "newArray" }, scope: Scope): Bound {
  const { at } = node;
  const element = node.type && b.typeOfSyntax(node.type);
  if (node.init) {
    if (element)
      return bindArrayInitializer(
        b,
        { at, elements: node.init.map((one) => [one as Expr]) },
        Type.array(element, node.rank),
        scope,
      );
    const items = node.init.map((one) => b.value(one as Expr, scope));
    const common = commonType(b, items);
    if (!common) return b.fail("CS0826", "The elements have no type in common", at, "name the array's type");
    const runs = items.map((item) => b.convert(item, common).run);
    return {
      type: Type.array(common),
      at,
      run: (frame) =>
        makeArray(
          common,
          runs.map((run) => run(frame)),
        ),
    };
  }
  const sizes = node.sizes.map((size) => b.convert(b.value(size, scope), named("int")).run);
  return {
    type: Type.array(element!, node.rank), at,
    run: (frame) => {
      const lengths = sizes.map((size) => size(frame) as number);
      if (lengths.some((length) => length < 0)) raise("OverflowException", "Arithmetic operation resulted in an overflow.");
      const total = lengths.reduce((a, c) => a * c, 1);
      checkSize(total);
      const array = makeArray(element!, Array.from({ length: total }, () => defaultOf(element!))) as { lengths: number[] };
      array.lengths = lengths;
      return array;
    },
  }; // prettier-ignore
}

export function bindArrayInitializer(b: Binder, init: Initializer, type: Type, scope: Scope): Bound {
  if (type?.kind !== "array") return b.fail("CS0622", "Only an array is initialised like this", init.at);
  const flat: Run[] = [];
  const lengths: number[] = [];
  const visit = (elements: readonly (readonly Expr[])[], depth: number) => {
    lengths[depth] = elements.length;
    for (const [one] of elements) {
      const nested = one as unknown as Initializer;
      if (nested.elements) visit(nested.elements, depth + 1);
      else flat.push(b.convert(b.value(one!, scope), type.element).run);
    }
  };
  visit(init.elements ?? [], 0);
  return { type, at: init.at, run: (frame) => { const array = makeArray(type.element, flat.map((run) => run(frame))) as { lengths: number[] }; array.lengths = lengths; return array; } }; // prettier-ignore
}

function bindLogical(b: Binder, node: Expr & { kind: "binary" }, scope: Scope): Bound {
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
      run: op === "&&" ? (frame) => x(frame) && y(frame) : (frame) => x(frame) || y(frame),
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
  return { type, at, run: (frame) => { const value = left.run(frame); return value === null ? other(frame) : convert(value); } }; // prettier-ignore
}

function bindAssign(b: Binder, node: Expr & { kind: "assign" }, scope: Scope): Bound {
  const { at } = node;
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
  return { type: left.type, at, run: (frame) => { const v = value.run(frame); left.set!(frame, v); return v; } }; // prettier-ignore
}

function bindStep(b: Binder, syntax: Expr, op: string, scope: Scope, prefix: boolean, at: number): Bound {
  const value = b.value(syntax, scope);
  if (!value.set) b.fail("CS1059", `Operator '${op}' needs a variable`, at);
  const next = bindBinary(b, op[0]!, { ...value, constant: undefined }, literal(named("int"), 1, at), at);
  const convert = explicitConversion(next.type, value.type, b.checked)!;
  return { type: value.type, at, run: (frame) => { const before = value.run(frame); const after = convert(next.run(frame)); value.set!(frame, after); return prefix ? after : before; } }; // prettier-ignore
}

/** A test of a value; a declaration pattern also sets its variable. */
export function bindPattern(b: Binder, value: Bound, pattern: Pattern, scope: Scope, at: number): Run {
  const boxed: Run = value.untyped ? value.run : (frame) => box(value.type, value.run(frame));
  if (pattern.kind === "constant") {
    const wanted = b.value(pattern.value, scope);
    if (wanted.untyped?.kind === "null") return (frame) => value.run(frame) === null;
    const converted =
      value.type.name === "object"
        ? b.convert(wanted, value.type)
        : b.convert(wanted, isNullable(value.type) ? value.type.element : value.type);
    const other: Run = (frame) => box(converted.type, converted.run(frame));
    return (frame) => valuesEqual(boxed(frame), other(frame));
  }
  if (!pattern.type) {
    const local = scope.declare(pattern.name!, value.type);
    return (frame) => ((frame[local.slot] = value.run(frame)), true);
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
  const local = pattern.name === undefined ? undefined : scope.declare(pattern.name, type);
  return (frame) => {
    const v = boxed(frame);
    if (v === null || !isSubtype(typeOf(v)!, target)) return false;
    if (local) frame[local.slot] = type.isValueType ? unwrap(v) : v;
    return true;
  };
}

export { toStringOf };
