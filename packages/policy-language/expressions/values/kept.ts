import type { PolicyValue } from "../host";
import { NetObject, typeOf } from "./runtime";
import { describe } from "./values";

/**
 * Values as they are at one moment, kept for whoever may want to read them later. Nothing is written as text before
 * somebody reads it: a value that cannot change is kept as it is, one that can tell of changes (a JToken) until it does,
 * and only any other is written down at once.
 */
export interface KeptValue {
  /** The .NET type's name. */
  readonly type: string;
  /** ToString(), of a long one the beginning. */
  readonly text: string;
}

/** More characters than any display shows of a value; a body of megabytes is not held in memory for its beginning. */
const LONGEST_TEXT = 2_000;

/** A value that tells when it is about to change. */
export interface ChangeTeller {
  /** Its state until the next change, when somebody keeps it. */
  kept?: KeptUntilChange;
}

/** The state of a value between two of its changes; all who keep it meanwhile share it. */
export class KeptUntilChange implements KeptValue {
  private written?: KeptValue;

  constructor(private value: (NetObject & ChangeTeller) | undefined) {}

  get type(): string {
    return this.write().type;
  }

  get text(): string {
    return this.write().text;
  }

  /** To be called before the value changes. */
  changing(): void {
    this.write();
    this.value!.kept = undefined;
    this.value = undefined;
  }

  private write(): KeptValue {
    return (this.written ??= described(this.value));
  }
}

class KeptConstant implements KeptValue {
  constructor(private readonly value: PolicyValue) {}

  get type(): string {
    return typeOf(this.value)?.name ?? "null";
  }

  get text(): string {
    return described(this.value).text;
  }
}

export function keep(value: PolicyValue): KeptValue {
  if (typeof value === "string" && value.length > LONGEST_TEXT) return described(value);
  if (isConstant(value)) return new KeptConstant(value);
  if (tellsChanges(value)) return (value.kept ??= new KeptUntilChange(value));
  return described(value);
}

/** Whether the value may be another one later without anybody being told. */
export function changesUntold(value: PolicyValue): boolean {
  return !isConstant(value) && !tellsChanges(value);
}

/** The state of a value that tells of its changes, as long as it lasts. */
export function keptNow(value: PolicyValue): KeptUntilChange | undefined {
  return tellsChanges(value) ? value.kept : undefined;
}

function isConstant(value: PolicyValue): boolean {
  return !(value instanceof NetObject) ? typeof value !== "function" : value.netType.isValueType;
}

/** Classes whose objects tell of every change, by their prototype. */
const telling = Symbol("tells of its changes");

export function declareChangeTeller(prototype: NetObject): void {
  Object.defineProperty(prototype, telling, { value: true });
}

function tellsChanges(value: PolicyValue): value is NetObject & ChangeTeller {
  return value instanceof NetObject && (value as { [telling]?: boolean })[telling] === true;
}

function described(value: PolicyValue): KeptValue {
  const { type, text } = describe(value);
  // A copy: a part of a long text keeps all of it in memory.
  return {
    type,
    text: text.length > LONGEST_TEXT ? Buffer.from(text.slice(0, LONGEST_TEXT)).toString() : text,
  };
}
