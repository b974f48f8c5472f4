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

export class Builder extends NetObject {
  value = "";
  capacity = 16;
  get netType() {
    return named("StringBuilder");
  }
  override text(): string {
    return this.value;
  }
  /** Every change goes through here: nothing grows past what an expression may hold. */
  put(value: string, added = value.length): this {
    checkSize(value.length, added);
    this.value = value;
    this.capacity = Math.max(this.capacity, value.length);
    return this;
  }
  append(text: string): this {
    return this.put(this.value + text, text.length);
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

/** A part of the text with something else in it: for the replacements that name one. */
function within(builder: Builder, start: number, count: number, change: (text: string) => string): Builder {
  if (start < 0 || start > builder.value.length) outOfRange("startIndex");
  if (count < 0 || start + count > builder.value.length) outOfRange("count");
  return builder.splice(start, count, change(builder.value.slice(start, start + count)));
}

function copyTo(builder: Builder, from: number, array: NetArray | null, into: number, count: number): void {
  const target = array ?? argumentNull("destination");
  if (count < 0) outOfRange("count", "Argument count must not be negative.");
  if (from < 0 || from > builder.value.length) outOfRange("sourceIndex");
  if (from + count > builder.value.length)
    raise("ArgumentException", "Source string was not long enough. Check sourceIndex and count.");
  if (into < 0 || into > target.items.length - count)
    raise("ArgumentException", "Either offset did not refer to a position in the string, or there is an insufficient length of destination character array. (Parameter 'destinationIndex')");
  tick(count >> 4);
  for (let at = 0; at < count; at++) target.items[into + at] = builder.value.charCodeAt(from + at);
} // prettier-ignore

const sized = (capacity: number) => {
  if (capacity < 0) outOfRange("capacity", "'capacity' must be greater than zero.");
  checkSize(capacity);
  const builder = new Builder();
  builder.capacity = capacity || 16;
  return builder;
};
const characters = (array: NetArray | null, start: number, count: number) =>
  part(charsOf(array).join(""), start, count);

define("System.Text", "class StringBuilder", {
  "new()": () => new Builder(),
  "new(int capacity)": sized,
  "new(int capacity, int maxCapacity)": sized,
  "new(string value, int startIndex, int length, int capacity)": (
    text: string | null,
    start: number,
    length: number,
  ) => made(part(text, start, length)),
  "int MaxCapacity": () => 0x7fffffff,
  "StringBuilder Append(char[] value, int startIndex, int charCount)": (
    builder: Builder,
    array: NetArray | null,
    start: number,
    count: number,
  ) => builder.append(characters(array, start, count)),
  "StringBuilder Append(StringBuilder value, int startIndex, int count)": (
    builder: Builder,
    other: Builder | null,
    start: number,
    count: number,
  ) => builder.append(part(other?.value ?? null, start, count)),
  "StringBuilder Insert(int index, char[] value, int startIndex, int charCount)": (
    builder: Builder,
    index: number,
    array: NetArray | null,
    start: number,
    count: number,
  ) => builder.splice(index, 0, characters(array, start, count)),
  "StringBuilder Insert(int index, char[] value)": (
    builder: Builder,
    index: number,
    array: NetArray | null,
  ) => builder.splice(index, 0, charsOf(array).join("")),
  "StringBuilder Insert(int index, string value, int count)": (
    builder: Builder,
    index: number,
    text: string | null,
    count: number,
  ) => {
    if (count < 0) outOfRange("count");
    checkSize(builder.value.length + (text ?? "").length * count);
    return builder.splice(index, 0, (text ?? "").repeat(count));
  },
  "StringBuilder Replace(string oldValue, string newValue, int startIndex, int count)": (
    builder: Builder,
    old: string | null,
    value: string | null,
    start: number,
    count: number,
  ) => within(builder, start, count, (text) => replaced(new Builder().append(text), old, value).value),
  "StringBuilder Replace(char oldChar, char newChar, int startIndex, int count)": (
    builder: Builder,
    old: number,
    value: number,
    start: number,
    count: number,
  ) => within(builder, start, count, (text) => text.replaceAll(char(old), char(value))),
  "void CopyTo(int sourceIndex, char[] destination, int destinationIndex, int count)": copyTo,
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
