import { named, type Members } from "../../types/registry";
import { argumentNull, box, defaultOf, isNullable, raise, typeOf, unwrap } from "../../values/runtime";
import type { Type } from "../../types/types";
import { toStringOf } from "../../values/values";
import { toByteArray } from "../core/bytes";
import { convertTo } from "../core/convert";
import { readers } from "./readers";
import { JProperty, JValue, type JToken, type Kind } from "./tokens";

const text: readonly Kind[] = ["String", "Comment", "Raw"];
const number: readonly Kind[] = ["Integer", "Float", "Boolean", ...text];

interface Target {
  /** C#'s name and .NET's, which messages have. */
  readonly name: string;
  readonly net: string;
  /** The kinds of tokens that convert; any other is an ArgumentException. */
  readonly from: readonly Kind[];
}

const numberTargets = Object.entries({
  int: "Int32", long: "Int64", double: "Double", decimal: "Decimal", float: "Single", short: "Int16", byte: "Byte",
  uint: "UInt32", ulong: "UInt64", ushort: "UInt16", sbyte: "SByte", bool: "Boolean",
}).map(([name, net]): Target => ({ name, net, from: number })); // prettier-ignore

const targets: readonly Target[] = [
  ...numberTargets,
  { name: "char", net: "Char", from: ["Integer", "Float", ...text] },
  { name: "DateTime", net: "DateTime", from: ["Date", ...text] },
  { name: "DateTimeOffset", net: "DateTimeOffset", from: ["Date", ...text] },
  { name: "Guid", net: "Guid", from: ["Guid", "Bytes", ...text] },
  { name: "TimeSpan", net: "TimeSpan", from: ["TimeSpan", ...text] },
];
const stringTarget: Target = {
  name: "string",
  net: "String",
  from: ["Date", "Integer", "Float", "Boolean", "Bytes", "Guid", "TimeSpan", "Uri", ...text],
};
const bytesTarget: Target = { name: "byte[]", net: "Byte[]", from: ["Bytes", "Integer", ...text] };
const uriTarget: Target = { name: "Uri", net: "Uri", from: ["Uri", ...text] };
const byName = new Map(
  [...targets, stringTarget, bytesTarget, uriTarget].map((target) => [target.name, target]),
);

/** `(T)token`: strict about the kind of token, then as System.Convert. */
function castToken(token: JToken | null, target: Target, nullable: boolean): unknown {
  if (token === null) return nullable ? null : argumentNull("value");
  const value = token instanceof JProperty ? token.value : token;
  const quick = value instanceof JValue ? quickly(value, target.name) : undefined;
  if (quick !== undefined) return quick;
  const isNone = value.kind === "Null" || value.kind === "Undefined";
  if (!(value instanceof JValue) || !(target.from.includes(value.kind) || (nullable && isNone)))
    return raise("ArgumentException", `Can not convert ${value.kind} to ${target.net}.`);
  return value.value === null ? null : valueTo(value.value, target.name);
}

/** What most casts are: a number of JSON's as a number, a text as one. Undefined for all others. */
function quickly({ value, kind }: JValue, name: string): unknown {
  if (typeof value === "string") return name === "string" ? value : undefined;
  if (typeof value !== "bigint" || kind !== "Integer") return undefined;
  if (name === "long") return value;
  if (name === "double") return Number(value);
  return name === "int" && value >= -0x80000000n && value <= 0x7fffffffn ? Number(value) : undefined;
}

/** A value of a token as another type. */
function valueTo(value: unknown, name: string): unknown {
  const type = typeOf(value)!;
  if (type.name === name) return unwrap(value);
  switch (name) {
    case "string":
      return type.name === "byte[]"
        ? Buffer.from((value as { items: number[] }).items).toString("base64")
        : toStringOf(value);
    case "byte[]":
      return type.name === "string"
        ? toByteArray(Buffer.from(value as string, "base64"))
        : raise(
            "InvalidCastException",
            `Unable to cast object of type '${type.fullName}' to type 'System.Byte[]'.`,
          );
    case "DateTimeOffset":
      return type.name === "DateTime"
        ? readers.offset!(value as never)
        : readers.DateTimeOffset!(toStringOf(value));
    case "DateTime":
      return type.name === "DateTimeOffset" ? readers.utc!(value as never) : convertTo(value, "DateTime");
    case "Guid":
    case "TimeSpan":
    case "Uri":
      return readers[name]!(toStringOf(value) as never);
    default:
      return convertTo(type.definition?.name === "BigInteger" ? Number(unwrap(value)) : value, name);
  }
}

/** The conversions that JToken declares, both ways, for every type that has them. */
export function tokenConversions(): Members {
  const members: Record<string, (value: never) => unknown> = {};
  for (const target of targets) {
    const { name } = target;
    members[`explicit ${name}(JToken token)`] = (token: JToken | null) => castToken(token, target, false);
    members[`explicit ${name}?(JToken token)`] = (token: JToken | null) => castToken(token, target, true);
    members[`implicit JToken(${name} value)`] = (value: unknown) => new JValue(box(named(name), value));
    members[`implicit JToken(${name}? value)`] = (value: unknown) =>
      new JValue(value === null ? null : box(named(name), value));
  }
  for (const target of [stringTarget, bytesTarget, uriTarget]) {
    members[`explicit ${target.name}(JToken token)`] = (token: JToken | null) =>
      castToken(token, target, true);
    members[`implicit JToken(${target.name} value)`] = (value: unknown) => new JValue(value);
  }
  return members;
}

const changeable = new Set(["string", ...numberTargets.map(({ name }) => name), "char", "DateTime"]);

/**
 * `Value<T>()`: a token of that type as it is; else the value of a JValue by Convert.ChangeType, which refuses other
 * things than the cast does.
 */
export function valueAs(token: JToken | null, type: Type): unknown {
  if (token === null) return defaultFor(type);
  if (token.netType === type || type.name === "JToken" || type.name === "object") return token;
  if (type.name === "JContainer" && !(token instanceof JValue)) return token;
  if (!(token instanceof JValue))
    return raise(
      "InvalidCastException",
      `Cannot cast ${token.netType.fullName} to Newtonsoft.Json.Linq.JToken.`,
    );
  const wanted = isNullable(type) ? type.element : type;
  const { value } = token;
  if (value === null) {
    if (wanted === type && type.isValueType)
      raise("InvalidCastException", "Null object cannot be converted to a value type.");
    return null;
  }
  if (typeOf(value) === wanted) return unwrap(value);
  if (!changeable.has(wanted.name))
    return raise(
      "InvalidCastException",
      `Invalid cast from '${typeOf(value)!.fullName}' to '${wanted.fullName}'.`,
    );
  return valueTo(value, wanted.name);
}

function defaultFor(type: Type): unknown {
  return type.isValueType && !isNullable(type) ? defaultOf(type) : null;
}

/** The cast that ToObject<T>() makes of a simple value; undefined when T is no simple type. */
export function simpleCast(type: Type): ((token: JToken) => unknown) | undefined {
  const nullable = isNullable(type);
  const target = byName.get((nullable ? type.element : type).name);
  if (!target) return undefined;
  const loose = nullable || !type.isValueType;
  return (token) => castToken(token, target, loose);
}
