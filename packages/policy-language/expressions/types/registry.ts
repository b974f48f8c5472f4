import type { TypeSyntax } from "../syntax/ast";
import { tokenize } from "../syntax/lexer";
import { TokenReader } from "../syntax/tokenReader";
import {
  setArrayBases,
  Type,
  type Definition,
  type Implementation,
  type Member,
  type Param,
  type TypeKind,
} from "./types";

/** Members by their C# signature; a pair is a getter and a setter, `const` and enum members are plain values. */
export type Members = Readonly<
  Record<string, Implementation | readonly [Implementation, Implementation] | Constant>
>;

export class Constant {
  constructor(readonly value: unknown) {}
}

export const constant = (value: unknown) => new Constant(value);

const definitions = new Map<string, Definition>();
const extensionMembers: (() => readonly Member[])[] = [];
/** Made on first use, and again when a definition brings more. */
let extensionsByName: Map<string, readonly Member[]> | undefined;

/** Namespaces that need no prefix in expressions. */
const open =
  "System System.Collections.Generic System.Collections System.Globalization System.Linq System.Net System.Security.Cryptography System.Security.Cryptography.X509Certificates System.Text System.Text.RegularExpressions System.Xml.Linq Newtonsoft.Json Newtonsoft.Json.Linq System.IO System.Xml Policy".split(
    " ",
  );

const aliases: Record<string, string> = {
  bool: "Boolean", byte: "Byte", char: "Char", decimal: "Decimal", double: "Double", float: "Single", int: "Int32", long: "Int64",
  object: "Object", sbyte: "SByte", short: "Int16", string: "String", uint: "UInt32", ulong: "UInt64", ushort: "UInt16", void: "Void",
}; // prettier-ignore
const keywordOf = new Map(Object.entries(aliases).map(([keyword, name]) => [`System.${name}`, keyword]));

class HeadReader extends TokenReader {
  constructor(text: string) {
    super(tokenize(text));
  }

  /** `class Name<T> : Base, IOther<T>` */
  head() {
    const kind = this.take().text as TypeKind;
    let name = this.take().text;
    // A type inside another one.
    while (this.accept(".")) name += `.${this.take().text}`;
    const params: string[] = [];
    if (this.accept("<")) {
      do params.push(this.take().text);
      while (this.accept(","));
      this.expect(">");
    }
    const bases: TypeSyntax[] = [];
    if (this.accept(":"))
      do bases.push(this.typeSyntax());
      while (this.accept(","));
    return { kind, name, params, bases };
  }

  signature() {
    const isStatic = this.accept("static");
    const conversion =
      this.isWord("implicit") || this.isWord("explicit") || this.isWord("operator")
        ? this.take().text
        : undefined;
    if (this.is("new")) {
      this.take();
      return {
        kind: "constructor" as const,
        name: "new",
        isStatic: true,
        typeParams: [],
        ...this.parameters("(", ")"),
      };
    }
    const type = this.typeSyntax();
    if (conversion === "operator") {
      const op = this.take().text;
      return {
        kind: "operator" as const,
        name: `operator${op}`,
        isStatic: true,
        typeParams: [],
        type,
        ...this.parameters("(", ")"),
      };
    }
    if (conversion)
      return {
        kind: conversion as "implicit" | "explicit",
        name: conversion,
        isStatic: true,
        typeParams: [],
        type,
        ...this.parameters("(", ")"),
      };
    if (this.accept("this"))
      return {
        kind: "indexer" as const,
        name: "this[]",
        isStatic,
        typeParams: [],
        type,
        ...this.parameters("[", "]"),
      };
    const name = this.take().text;
    const typeParams: string[] = [];
    if (this.accept("<")) {
      do typeParams.push(this.take().text);
      while (this.accept(","));
      this.expect(">");
    }
    if (!this.is("("))
      return { kind: "property" as const, name, isStatic, typeParams, type, params: [], extension: false };
    return { kind: "method" as const, name, isStatic, typeParams, type, ...this.parameters("(", ")") };
  }

  private parameters(openWith: string, close: string) {
    const params: {
      type: TypeSyntax;
      name: string;
      mode?: Param["mode"];
      optional: boolean;
      value?: unknown;
    }[] = [];
    this.expect(openWith);
    const extension = this.accept("this");
    if (!this.is(close))
      do {
        const mode =
          this.is("out") || this.is("ref") || this.is("params")
            ? (this.take().text as Param["mode"])
            : undefined;
        const type = this.typeSyntax();
        const name = this.token.kind === "id" ? this.take().text : `arg${params.length}`;
        const optional = this.accept("=");
        const value = optional ? literal(this.take().text) : undefined;
        params.push({ type, name, mode, optional, value });
      } while (this.accept(","));
    this.expect(close);
    return { params, extension };
  }
}

function literal(text: string): unknown {
  return text === "null"
    ? null
    : text === "true"
      ? true
      : text === "false"
        ? false
        : /^\d+$/.test(text)
          ? Number(text)
          : text;
}

/** Registers a type: `head` as C# would declare it, its namespace, and its members by signature. */
export function define(namespace: string, head: string, members: Members = {}): Definition {
  const { kind, name, params: names, bases } = new HeadReader(head).head();
  const params = names.map((param) => Type.param(param));
  const scope = new Map(params.map((param) => [param.name, param]));
  const full = namespace === "Policy" ? name : `${namespace}.${name}`;
  let baseCache: readonly Type[] | undefined;
  let memberCache: readonly Member[] | undefined;
  const all = { ...members };
  const definition: Definition = {
    name: keywordOf.get(full) ?? name,
    fullName: full,
    kind,
    params,
    bases: () =>
      (baseCache ??=
        bases.length || full === "System.Object"
          ? bases.map((base) => known(base, scope))
          : defaultBases(kind)),
    members: () =>
      (memberCache ??= Object.entries(all).map(([text, value]) =>
        member(text, value, Type.of(definition, params), scope),
      )),
  };
  definitions.set(`${namespace}.${name}\`${params.length}`, definition);
  if (params.length === 0) {
    additions.set(full, (more) => {
      Object.assign(all, more);
      memberCache = undefined;
    });
    Object.assign(all, ...(early.get(full) ?? []));
  }
  if (Object.keys(members).some((text) => text.includes("(this "))) {
    extensionsByName = undefined;
    extensionMembers.push(() => definition.members().filter((one) => one.extension));
  }
  return definition;
}

const additions = new Map<string, (more: Members) => void>();
/** What has come before its type. */
const early = new Map<string, Members[]>();

/** Adds members to a type that another file declares, by its full name; before its members are first asked for. */
export function extend(name: string, members: Members): void {
  const add = additions.get(name);
  if (add) add(members);
  else early.set(name, [...(early.get(name) ?? []), members]);
}

function defaultBases(kind: TypeKind): readonly Type[] {
  return [named(kind === "struct" ? "ValueType" : kind === "enum" ? "Enum" : "object")];
}

function member(text: string, value: Members[string], owner: Type, outer: ReadonlyMap<string, Type>): Member {
  const read = new HeadReader(text).signature();
  const typeParams = read.typeParams.map((name) => Type.param(name));
  const scope = new Map([...outer, ...typeParams.map((param) => [param.name, param] as const)]);
  const type = "type" in read && read.type ? known(read.type, scope) : owner;
  const fixed = value instanceof Constant;
  const [get, set] = fixed
    ? [undefined, undefined]
    : typeof value === "function"
      ? [value, undefined]
      : value;
  return {
    kind: read.kind,
    name: read.name,
    owner,
    isStatic: fixed || read.isStatic,
    extension: read.extension,
    typeParams,
    params: read.params.map((param) => ({ ...param, type: known(param.type, scope) })),
    type,
    get,
    set,
    constant: fixed ? value.value : undefined,
    generic: typeParams.length > 0 || owner.args.length > 0,
  };
}

function known(syntax: TypeSyntax, scope: ReadonlyMap<string, Type>): Type {
  const type = resolveType(syntax, scope);
  if (!(type instanceof Type))
    throw new Error(`The library refers to ${syntax.name}, which it does not define`);
  return type;
}

export function findDefinition(name: string, arity: number): Definition | undefined {
  const plain = aliases[name] ?? name;
  const exact = definitions.get(`${plain}\`${arity}`);
  if (exact && plain.includes(".")) return exact;
  for (const namespace of open) {
    const found = definitions.get(`${namespace}.${plain}\`${arity}`);
    if (found) return found;
  }
  return undefined;
}

const namespaces = new Set<string>();

/** Whether `name` is a namespace of some registered type, or leads to one. */
export function isNamespace(name: string): boolean {
  if (namespaces.size === 0)
    for (const key of definitions.keys()) {
      const parts = key.split(".");
      for (let length = 1; length < parts.length; length++) namespaces.add(parts.slice(0, length).join("."));
    }
  return name !== "Policy" && namespaces.has(name);
}

/** The type that a syntax names, or the part of it that is not known. */
export function resolveType(syntax: TypeSyntax, scope?: ReadonlyMap<string, Type>): Type | TypeSyntax {
  let type: Type | undefined = syntax.args.length === 0 ? scope?.get(syntax.name) : undefined;
  if (!type) {
    const args: Type[] = [];
    for (const arg of syntax.args) {
      const resolved = resolveType(arg, scope);
      if (!(resolved instanceof Type)) return resolved;
      args.push(resolved);
    }
    const definition = findDefinition(syntax.name, args.length);
    if (!definition) return syntax;
    type = Type.tuple(definition, args, syntax.names ?? []);
  }
  if (syntax.nullable && (type.isValueType || type.kind === "param") && type.definition?.name !== "Nullable")
    type = nullableOf(type);
  for (const rank of [...syntax.ranks].reverse()) type = Type.array(type, rank);
  return type;
}

const namedTypes = new Map<string, Type>();

/** A registered type by its C# name, for example `List<string>`. */
export function named(text: string): Type {
  let type = namedTypes.get(text);
  if (!type) {
    const reader = new (class extends TokenReader {
      read = () => this.typeSyntax();
    })(tokenize(text));
    type = known(reader.read(), new Map());
    namedTypes.set(text, type);
  }
  return type;
}

export function nullableOf(type: Type): Type {
  return Type.of(findDefinition("Nullable", 1)!, [type]);
}

/** The extension methods of that name, wherever they are declared. */
export function extensions(name: string): readonly Member[] {
  if (!extensionsByName) {
    extensionsByName = new Map();
    for (const one of extensionMembers.flatMap((list) => list()))
      extensionsByName.set(one.name, [...(extensionsByName.get(one.name) ?? []), one]);
  }
  return extensionsByName.get(name) ?? [];
}

setArrayBases((type) => {
  const base = named("Array");
  if (type.rank > 1) return [base];
  const of = (name: string) => Type.of(findDefinition(name, 1)!, [type.element]);
  return [base, of("IList"), of("IReadOnlyList")];
});

/** Types that expressions may name without a namespace, by name, each once. */
export function openTypes(): readonly Definition[] {
  const found = new Map<string, Definition>();
  for (const [key, definition] of definitions) {
    const namespace = key.slice(0, key.lastIndexOf("."));
    const plain = key.slice(namespace.length + 1).replace(/`\d+$/, "");
    if (open.includes(namespace) && !found.has(plain)) found.set(plain, definition);
  }
  return [...found.values()];
}

/** All extension methods, whatever type they extend. */
export function allExtensions(): readonly Member[] {
  return extensionMembers.flatMap((list) => list());
}
