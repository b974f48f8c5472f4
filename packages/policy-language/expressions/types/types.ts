/** The .NET types that expressions can name, as far as their members are registered. */
export type TypeKind = "class" | "struct" | "interface" | "enum" | "delegate" | "array" | "param" | "special";

/** What a member does; called with the receiver (unless static), the arguments and, when generic, its type arguments. */
export type Implementation = (...args: never[]) => unknown;

export interface Param {
  readonly name: string;
  readonly type: Type;
  readonly mode?: "out" | "ref" | "params";
  readonly optional: boolean;
  readonly value?: unknown;
}

export interface Member {
  readonly kind: "method" | "property" | "constructor" | "indexer" | "implicit" | "explicit" | "operator";
  readonly name: string;
  readonly owner: Type;
  readonly isStatic: boolean;
  readonly extension: boolean;
  readonly typeParams: readonly Type[];
  readonly params: readonly Param[];
  readonly type: Type;
  readonly get?: Implementation;
  readonly set?: Implementation;
  readonly constant?: unknown;
  /** Owner's and own type arguments are appended to the arguments. */
  readonly generic: boolean;
}

export interface Definition {
  readonly name: string;
  readonly fullName: string;
  readonly kind: TypeKind;
  readonly params: readonly Type[];
  /** Filled on first use, so that definitions may refer to each other. */
  readonly bases: () => readonly Type[];
  readonly members: () => readonly Member[];
}

let created = 0;

export class Type {
  readonly id = created++;
  private memberCache?: Map<string, Member[]>;
  private baseCache?: readonly Type[];

  private constructor(
    readonly kind: TypeKind,
    /** C#'s keyword where there is one, else the short name. */
    readonly name: string,
    readonly fullName: string,
    readonly definition: Definition | undefined,
    readonly args: readonly Type[],
    readonly rank: number,
    /** Names of a tuple's items, which are the compiler's only. */
    readonly itemNames?: readonly (string | undefined)[],
  ) {}

  private static readonly interned = new Map<string, Type>();

  static of(definition: Definition, args: readonly Type[] = []): Type {
    const key = `${definition.fullName}\`${definition.params.length}<${args.map((arg) => arg.id).join()}>`;
    let type = Type.interned.get(key);
    if (!type) {
      const { name } = definition;
      const shown =
        name === "Nullable" && args[0]
          ? `${args[0].name}?`
          : args.length
            ? `${name}<${args.map((arg) => arg.name).join(", ")}>`
            : name;
      type = new Type(definition.kind, shown, definition.fullName, definition, args, 0);
      Type.interned.set(key, type);
    }
    return type;
  }

  /** A tuple whose items have names beside Item1, Item2 ... */
  static tuple(definition: Definition, args: readonly Type[], names: readonly (string | undefined)[]): Type {
    const plain = Type.of(definition, args);
    if (!names.some((name) => name !== undefined)) return plain;
    const key = `${plain.id}(${names.join()})`;
    let type = Type.interned.get(key);
    if (!type) {
      const shown = args.map((arg, index) => (names[index] ? `${arg.name} ${names[index]}` : arg.name));
      type = new Type(plain.kind, `(${shown.join(", ")})`, plain.fullName, definition, args, 0, names);
      Type.interned.set(key, type);
    }
    return type;
  }

  static array(element: Type, rank = 1): Type {
    const key = `${element.id}[${rank}]`;
    let type = Type.interned.get(key);
    if (!type) {
      type = new Type(
        "array",
        `${element.name}[${",".repeat(rank - 1)}]`,
        `${element.fullName}[]`,
        undefined,
        [element],
        rank,
      );
      Type.interned.set(key, type);
    }
    return type;
  }

  static param(name: string): Type {
    return new Type("param", name, name, undefined, [], 0);
  }

  static special(name: string): Type {
    return new Type("special", name, name, undefined, [], 0);
  }

  get isValueType(): boolean {
    return this.kind === "struct" || this.kind === "enum";
  }

  get element(): Type {
    return this.args[0]!;
  }

  is(definition: Definition): boolean {
    return this.definition === definition;
  }

  /** Direct base class and interfaces. */
  get bases(): readonly Type[] {
    this.baseCache ??=
      this.kind === "array"
        ? arrayBases(this)
        : (this.definition?.bases() ?? []).map((base) => substitute(base, this.bindings()));
    return this.baseCache;
  }

  bindings(): Map<Type, Type> {
    return new Map((this.definition?.params ?? []).map((param, index) => [param, this.args[index] ?? param]));
  }

  /** The members declared by this very type, type arguments put in. */
  own(name: string): readonly Member[] {
    if (!this.memberCache) {
      const cache = new Map<string, Member[]>();
      const bindings = this.bindings();
      for (const member of this.definition?.members() ?? []) {
        const bound = this.args.length ? substituteMember(member, bindings, this) : member;
        const list = cache.get(member.name);
        if (list) list.push(bound);
        else cache.set(member.name, [bound]);
      }
      this.memberCache = cache;
    }
    const item = this.itemNames?.indexOf(name) ?? -1;
    return this.memberCache.get(item < 0 ? name : `Item${item + 1}`) ?? [];
  }

  toString(): string {
    return this.name;
  }
}

let arrayBases: (type: Type) => readonly Type[] = () => [];

/** The registry says what arrays implement, once those interfaces exist. */
export function setArrayBases(of: (type: Type) => readonly Type[]): void {
  arrayBases = of;
}

export function substitute(type: Type, bindings: ReadonlyMap<Type, Type>): Type {
  if (bindings.size === 0) return type;
  if (type.kind === "param") return bindings.get(type) ?? type;
  if (type.args.length === 0) return type;
  const args = type.args.map((arg) => substitute(arg, bindings));
  if (args.every((arg, index) => arg === type.args[index])) return type;
  if (type.kind === "array") return Type.array(args[0]!, type.rank);
  return Type.tuple(type.definition!, args, type.itemNames ?? []);
}

export function substituteMember(
  member: Member,
  bindings: ReadonlyMap<Type, Type>,
  owner = member.owner,
): Member {
  return {
    ...member,
    owner,
    type: substitute(member.type, bindings),
    params: member.params.map((param) => ({ ...param, type: substitute(param.type, bindings) })),
  };
}

/** Whether a type parameter still stands in it. */
export function isOpen(type: Type): boolean {
  return type.kind === "param" || type.args.some(isOpen);
}
