import { define, named } from "../../types/registry";
import { argumentNull, box, checkSize, NetObject, outOfRange, raise, tick } from "../../values/runtime";
import { iterate, type NetArray, type Sequence } from "../../values/sequences";
import type { Type } from "../../types/types";
import { toStringOf } from "../../values/values";
import { formatComposite } from "./composite";
import { replaceOrdinal } from "./splitting";
import { charsOf } from "./string";

const char = String.fromCharCode;
type Types = readonly Type[];

class Builder extends NetObject {
  value = "";
  capacity = 16;
  get netType() {
    return named("StringBuilder");
  }
  override text(): string {
    return this.value;
  }
  /** Every change goes through here: nothing grows past what an expression may hold. */
  put(value: string): this {
    checkSize(value.length);
    this.value = value;
    this.capacity = Math.max(this.capacity, value.length);
    return this;
  }
  append(text: string): this {
    return this.put(this.value + text);
  }
  /** Text in place of `count` characters from `index` on. */
  splice(index: number, count: number, text: string): this {
    if (index < 0 || index > this.value.length) outOfRange("index");
    if (count < 0 || index + count > this.value.length) outOfRange("count");
    tick(this.value.length >> 6);
    return this.put(this.value.slice(0, index) + text + this.value.slice(index + count));
  }
  check(index: number): number {
    return index >= 0 && index < this.value.length
      ? index
      : raise("IndexOutOfRangeException", "Index was outside the bounds of the array.");
  }
}

const made = (text: string | null) => new Builder().append(text ?? "");

function repeated(builder: Builder, code: number, count: number): Builder {
  if (count < 0) outOfRange("repeatCount");
  checkSize(builder.value.length + count);
  return builder.append(char(code).repeat(count));
}

function replaced(builder: Builder, old: string | null, value: string | null): Builder {
  if (old === null) argumentNull("oldValue");
  if (old === "") raise("ArgumentException", "The value cannot be an empty string. (Parameter 'oldValue')");
  return builder.put(replaceOrdinal(builder.value, old, value ?? ""));
}

function part(text: string | null, start: number, count: number): string {
  const given = text ?? "";
  if (start < 0 || count < 0 || start + count > given.length) outOfRange("startIndex");
  return given.slice(start, start + count);
}

function sequenceText(separator: string, values: Sequence | null, types: Types): string {
  const parts: string[] = [];
  for (const one of iterate(values ?? argumentNull("values"))) {
    tick();
    parts.push(toStringOf(box(types[0]!, one)));
  }
  return parts.join(separator);
}

const formatted = (builder: Builder, format: string | null, args: NetArray | null) =>
  builder.append(formatComposite(format, (args ?? argumentNull("args")).items));

define("System.Text", "class StringBuilder", {
  "new()": () => new Builder(),
  "new(int capacity)": () => new Builder(),
  "new(string value)": made,
  "new(string value, int capacity)": made,
  "int Length": [
    (builder: Builder) => builder.value.length,
    (builder: Builder, length: number) => {
      if (length < 0) outOfRange("value");
      checkSize(length);
      builder.put(builder.value.slice(0, length).padEnd(length, "\0"));
    },
  ],
  "int Capacity": (builder: Builder) => builder.capacity,
  "char this[int index]": [
    (builder: Builder, index: number) => builder.value.charCodeAt(builder.check(index)),
    (builder: Builder, index: number, code: number) => {
      builder.splice(builder.check(index), 1, char(code));
    },
  ],
  "string ToString()": (builder: Builder) => builder.value,
  "string ToString(int startIndex, int length)": (builder: Builder, start: number, length: number) =>
    part(builder.value, start, length),
  "StringBuilder Append(string value)": (builder: Builder, text: string | null) => builder.append(text ?? ""),
  "StringBuilder Append(object value)": (builder: Builder, value: unknown) =>
    builder.append(toStringOf(value)),
  "StringBuilder Append(char value)": (builder: Builder, code: number) => builder.append(char(code)),
  "StringBuilder Append(char value, int repeatCount)": repeated,
  "StringBuilder Append(char[] value)": (builder: Builder, array: NetArray | null) =>
    builder.append(charsOf(array).join("")),
  "StringBuilder Append(string value, int startIndex, int count)": (
    builder: Builder,
    text: string | null,
    start: number,
    count: number,
  ) => builder.append(part(text, start, count)),
  "StringBuilder AppendLine()": (builder: Builder) => builder.append("\n"),
  "StringBuilder AppendLine(string value)": (builder: Builder, text: string | null) =>
    builder.append(`${text ?? ""}\n`),
  "StringBuilder AppendFormat(string format, params object[] args)": formatted,
  "StringBuilder AppendFormat(IFormatProvider provider, string format, params object[] args)": (
    builder: Builder,
    _: unknown,
    format: string | null,
    args: NetArray | null,
  ) => formatted(builder, format, args),
  "StringBuilder AppendJoin(string separator, params object[] values)": (
    builder: Builder,
    separator: string | null,
    values: NetArray,
  ) => builder.append(values.items.map(toStringOf).join(separator ?? "")),
  "StringBuilder AppendJoin<T>(string separator, IEnumerable<T> values)": (
    builder: Builder,
    separator: string | null,
    values: Sequence | null,
    types: Types,
  ) => builder.append(sequenceText(separator ?? "", values, types)),
  "StringBuilder AppendJoin<T>(char separator, IEnumerable<T> values)": (
    builder: Builder,
    separator: number,
    values: Sequence | null,
    types: Types,
  ) => builder.append(sequenceText(char(separator), values, types)),
  "StringBuilder Insert(int index, object value)": (builder: Builder, index: number, value: unknown) =>
    builder.splice(index, 0, toStringOf(value)),
  "StringBuilder Remove(int startIndex, int length)": (builder: Builder, start: number, length: number) =>
    builder.splice(start, length, ""),
  "StringBuilder Replace(string oldValue, string newValue)": replaced,
  "StringBuilder Replace(char oldChar, char newChar)": (builder: Builder, old: number, value: number) =>
    replaced(builder, char(old), char(value)),
  "StringBuilder Clear()": (builder: Builder) => builder.put(""),
  "int EnsureCapacity(int capacity)": (builder: Builder, capacity: number) =>
    (builder.capacity = Math.max(builder.capacity, capacity)),
  "bool Equals(StringBuilder other)": (builder: Builder, other: Builder | null) =>
    builder.value === other?.value,
});
