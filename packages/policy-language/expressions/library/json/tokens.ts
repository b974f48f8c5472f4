import { named } from "../../types/registry";
import { keyPart, textHash } from "../../collections/equality";
import { Boxed, checkSize, outOfRange, raise, tick, tickScan, typeOf, unwrap } from "../../values/runtime";
import { declareChangeTeller, type ChangeTeller, type KeptUntilChange } from "../../values/kept";
import { Sequence } from "../../values/sequences";
import { modified } from "../../collections/netList";
import { ArrayCursor, iteratorOfCursor, type Cursor } from "../../collections/sequence";
import { toStringOf, valuesEqual } from "../../values/values";
import { compareBoxed } from "../core/compareBoxed";
import { compareText } from "../text/comparison";
import { pathPart, write } from "./writer";
import { type Copying, copyTree } from "../../values/copyTree";

export const tokenKinds =
  "None Object Array Constructor Property Comment Integer Float String Boolean Null Undefined Date Raw Bytes Guid Uri TimeSpan".split(
    " ",
  );
export type Kind = (typeof tokenKinds)[number];

/** Newtonsoft.Json.Linq.JToken. */
export abstract class JToken extends Sequence implements ChangeTeller {
  parent: JContainer | null = null;
  kept?: KeptUntilChange = undefined;
  abstract readonly kind: Kind;
  abstract clone(): JToken;

  get element() {
    return named("JToken");
  }
  get children(): readonly JToken[] {
    return [];
  }
  override get size(): number {
    return this.children.length;
  }
  override cursor(): Cursor {
    return new ArrayCursor(this.children);
  }
  override text(): string {
    return write(this, "");
  }
  /** Compact JSON for `undefined`, else indented. */
  write(indent: string | undefined): string {
    return write(this, indent);
  }
  /** Before anything in this token changes: whoever keeps it, or one that it is part of, keeps it as it was. */
  changing(): void {
    this.kept?.changing();
    for (let token = this.parent; token; token = token.parent) token.kept?.changing();
  }
  get root(): JToken {
    return rootOf(this);
  }
  get path(): string {
    return pathOf(this);
  }
  /** The next (1) or the previous (-1) token in the same container. */
  sibling(step: number): JToken | null {
    const around = this.parent;
    return around instanceof JContainer ? (around.children[around.indexOf(this) + step] ?? null) : null;
  }
}

declareChangeTeller(JToken.prototype);

function rootOf(token: JToken): JToken {
  let top = token;
  while (top.parent) top = top.parent;
  return top;
}

function pathOf(token: JToken): string {
  const parts: string[] = [];
  for (let child = token; child.parent; child = child.parent) {
    const { parent } = child;
    if (parent instanceof JArray || parent instanceof JConstructor) parts.push(`[${parent.indexOf(child)}]`);
    else if (child instanceof JProperty) parts.push(pathPart(child.name));
  }
  return parts.reverse().join("").replace(/^\./, "");
}

/** A token with others in it; each of them has one place at most, so that one put in twice is copied. */
export abstract class JContainer extends JToken {
  items: JToken[];
  private lastFound = 0;
  /** Counts the changes that end an enumeration. */
  version = 0;

  constructor(items: JToken[] = []) {
    super();
    this.items = items;
  }
  override get children(): readonly JToken[] {
    return this.items;
  }
  override cursor(): Cursor {
    return new ContainerCursor(this);
  }
  override [Symbol.iterator](): Iterator<unknown> {
    return iteratorOfCursor(this.cursor());
  }
  /** A container like this one with these tokens in it, which stand nowhere yet. */
  protected abstract remade(items: readonly JToken[]): JContainer;
  clone(): JContainer {
    return copyTree(this, JContainer.copying) as JContainer;
  }
  private static readonly copying: Copying<JToken> = {
    inside: (node) => (node instanceof JContainer ? node.items : undefined),
    remade: (node, copies) => (node as JContainer).remade(copies),
    leaf: (node) => node.clone(),
  };
  /** The token as it goes in here: its copy when it stands somewhere already. */
  protected adopt(token: JToken): JToken {
    if (token === this) raise("ArgumentException", "Can not add parent to itself.");
    this.changing();
    const one = token.parent || this.isInside(token) ? token.clone() : token;
    one.parent = this;
    this.version++;
    return one;
  }
  private isInside(token: JToken): boolean {
    return (
      this.parent !== null && token instanceof JContainer && this.root === token && this !== (token as JToken)
    );
  }
  /** Takes in a token that a reader has just made, which stands nowhere yet, nor does anybody know this container. */
  protected takeIn(token: JToken): void {
    token.parent = this;
    this.items.push(token);
    checkSize(this.items.length, 1);
  }
  insert(index: number, token: JToken): void {
    if (index < 0 || index > this.items.length)
      outOfRange("index", "Index must be within the bounds of the List.");
    const one = this.adopt(token);
    checkSize(this.items.length, 1);
    tickScan(this.items.length - index);
    if (index === this.items.length) this.items.push(one);
    else this.items.splice(index, 0, one);
  }
  /** Where a child stands, tried first where one was last found: a walk along children costs little. */
  indexOf(token: JToken): number {
    const { items, lastFound } = this;
    for (let at = lastFound; at <= lastFound + 1; at++) if (items[at] === token) return (this.lastFound = at);
    tickScan(items.length);
    return (this.lastFound = items.indexOf(token));
  }
  removeItem(token: JToken): boolean {
    const index = this.indexOf(token);
    if (index < 0) return false;
    tickScan(this.items.length - index);
    this.changing();
    this.items.splice(index, 1);
    token.parent = null;
    this.version++;
    return true;
  }
  replaceItem(old: JToken, token: JToken): void {
    const index = this.indexOf(old);
    const one = this.adopt(token);
    old.parent = null;
    this.items[index] = one;
  }
  clear(): void {
    this.changing();
    for (const item of this.items) item.parent = null;
    this.items = [];
    this.version++;
  }
}

/** Over a container's items; one that has changed on the way ends it. */
class ContainerCursor implements Cursor {
  current: unknown = null;
  private at = 0;
  private items: readonly JToken[] = [];
  private version = 0;

  constructor(private readonly container: JContainer) {}

  moveNext(): boolean {
    const { container } = this;
    if (this.at === 0) {
      this.items = container.items;
      this.version = container.version;
    } else if (container.version !== this.version) modified();
    if (this.at >= this.items.length) return false;
    tick();
    this.current = this.items[this.at++];
    return true;
  }
}

/** A value as JSON has them, or as an expression put it in. */
export class JValue extends JToken {
  constructor(
    public value: unknown,
    private readonly fixed?: Kind,
  ) {
    super();
  }
  get netType() {
    return named("JValue");
  }
  get kind(): Kind {
    return this.fixed ?? kindOf(this.value);
  }
  /** What System.Convert sees. */
  get convertible(): unknown {
    return this.value;
  }
  override text(): string {
    return toStringOf(this.value);
  }
  clone(): JValue {
    tick(2);
    return new JValue(this.value, this.fixed);
  }
  override equals(other: unknown): boolean {
    return other instanceof JValue && sameValue(this, other);
  }
  get keyText(): string {
    const { kind, value } = this;
    return `JValue${kind}:${kind === "Integer" ? toStringOf(value) : keyPart(value)}`;
  }
  override hash(): number {
    return textHash(this.keyText);
  }
  /** JValue.CompareTo: texts by code units, numbers by value. */
  compareTo(other: unknown): number {
    return other instanceof JValue ? compareTokens(this, other) : 1;
  }
}

function compareTokens(a: JValue, b: JValue): number {
  if (a.value === null || b.value === null) return Number(a.value !== null) - Number(b.value !== null);
  const kind = a.kind === "String" ? b.kind : a.kind;
  if (kind === "String") return compareText(toStringOf(a.value), toStringOf(b.value), true);
  if (!numeric.has(kind)) return compareBoxed(a.value, b.value);
  const [x, y] = [a.value, b.value].map((value) => {
    const plain = unwrap(value);
    return typeof plain === "bigint" ? plain : Number(toStringOf(value));
  }) as [number, number];
  return x < y ? -1 : x > y ? 1 : 0;
}

function kindOf(value: unknown): Kind {
  switch (typeof value) {
    case "string":
      return "String";
    case "number":
    case "bigint":
      return "Integer";
    case "boolean":
      return "Boolean";
    default:
      if (value === null || value === undefined) return "Null";
  }
  const type = typeOf(value);
  if (!type) return "Null";
  switch (type.name) {
    case "string":
    case "char":
      return "String";
    case "bool":
      return "Boolean";
    case "double":
    case "float":
    case "decimal":
      return "Float";
    case "DateTime":
    case "DateTimeOffset":
      return "Date";
    case "byte[]":
      return "Bytes";
    case "Guid":
    case "Uri":
    case "TimeSpan":
      return type.name;
    default:
      return "Integer";
  }
}

const numeric = new Set(["Integer", "Float"]);

/** JValue.Compare gives 0: numbers by value whatever their type. */
export function sameValue(a: JValue, b: JValue): boolean {
  if (numeric.has(a.kind) && numeric.has(b.kind) && typeof a.value !== typeof b.value)
    return Number(toStringOf(a.value)) === Number(toStringOf(b.value));
  return a.kind === b.kind && valuesEqual(a.value, b.value);
}

export class JProperty extends JContainer {
  readonly kind = "Property";
  constructor(
    readonly name: string,
    value: JToken,
  ) {
    // A list of one: what is pushed to an empty list gets room for sixteen more.
    super([value]);
    if (value.parent === null && !(value instanceof JContainer)) value.parent = this;
    else this.items[0] = this.adopt(value);
  }
  get netType() {
    return named("JProperty");
  }
  get value(): JToken {
    return this.items[0]!;
  }
  set value(token: JToken) {
    if (token === this.value) return;
    this.replaceItem(this.value, token);
  }
  protected remade([value]: readonly JToken[]): JProperty {
    return new JProperty(this.name, value!);
  }
}

export class JArray extends JContainer {
  readonly kind = "Array";
  get netType() {
    return named("JArray");
  }
  /** See {@link JContainer.takeIn}. */
  read(token: JToken): void {
    this.takeIn(token);
  }
  push(token: JToken): void {
    this.items.push(this.adopt(token));
    checkSize(this.items.length, 1);
  }
  protected remade(items: readonly JToken[]): JArray {
    tick(4);
    const copy = new JArray();
    for (const item of items) copy.push(item);
    return copy;
  }
}

/** `new Date(0)`, which JSON does not have and Newtonsoft reads and writes all the same. */
export class JConstructor extends JContainer {
  readonly kind = "Constructor";
  constructor(public name: string | null) {
    super();
  }
  get netType() {
    return named("JConstructor");
  }
  /** See {@link JContainer.takeIn}. */
  read(token: JToken): void {
    this.takeIn(token);
  }
  protected remade(items: readonly JToken[]): JConstructor {
    tick(4);
    const copy = new JConstructor(this.name);
    for (const item of items) copy.insert(copy.items.length, item);
    return copy;
  }
}

const MANY_PROPERTIES = 8;

export class JObject extends JContainer {
  readonly kind = "Object";
  /** Only of an object with many properties: most have so few that looking at each is quicker, and takes no memory. */
  private byName?: Map<string, JProperty> = undefined;
  get netType() {
    return named("JObject");
  }
  property(name: string): JProperty | undefined {
    if (this.byName) return this.byName.get(name);
    for (const item of this.items) if ((item as JProperty).name === name) return item as JProperty;
    return undefined;
  }
  /** Takes note of a property that has just come in. */
  private know(property: JProperty): void {
    if (this.byName) this.byName.set(property.name, property);
    else if (this.items.length > MANY_PROPERTIES)
      this.byName = new Map(this.properties.map((one) => [one.name, one]));
  }
  get properties(): readonly JProperty[] {
    return this.items as JProperty[];
  }
  get(name: string): JToken | null {
    return this.property(name)?.value ?? null;
  }
  /** A property that a reader has read; of two of one name the later one counts. See {@link JContainer.takeIn}. */
  read(name: string, value: JToken): void {
    if (this.property(name)) {
      this.set(name, value);
      return;
    }
    const property = new JProperty(name, value);
    this.takeIn(property);
    this.know(property);
  }
  set(name: string, value: JToken): void {
    const property = this.property(name);
    if (property) property.value = value;
    else this.insert(this.items.length, new JProperty(name, value));
  }
  override insert(index: number, token: JToken): void {
    const property = token as JProperty;
    if (this.property(property.name))
      raise(
        "ArgumentException",
        `Can not add property ${property.name} to Newtonsoft.Json.Linq.JObject. Property with the same name already exists on object.`,
      );
    super.insert(index, property);
    this.know(this.items[index] as JProperty);
  }
  override removeItem(token: JToken): boolean {
    this.byName?.delete((token as JProperty).name);
    return super.removeItem(token);
  }
  override replaceItem(old: JToken, token: JToken): void {
    super.replaceItem(old, token);
    if (this.byName) this.byName = new Map(this.properties.map((one) => [one.name, one]));
  }
  override clear(): void {
    super.clear();
    this.byName = undefined;
  }
  remove(name: string): boolean {
    const property = this.property(name);
    return property !== undefined && this.removeItem(property);
  }
  protected remade(properties: readonly JToken[]): JObject {
    tick(4);
    const copy = new JObject();
    for (const property of properties) copy.insert(copy.items.length, property);
    return copy;
  }
}

/** Boxed double, as reading and arithmetic give it. */
export const doubleOf = (value: number): Boxed => new Boxed(named("double"), value);
