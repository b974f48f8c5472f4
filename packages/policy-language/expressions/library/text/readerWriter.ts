import { define, named } from "../../types/registry";
import { argumentNull, NetObject, outOfRange, raise, tick, tickText } from "../../values/runtime";
import type { NetArray } from "../../values/sequences";
import { toStringOf } from "../../values/values";
import { formatComposite } from "./composite";
import { charsOf } from "./string";
import { Builder } from "./stringBuilder";
import { TextEncoding } from "./encoding";

const char = String.fromCharCode;

/** System.IO.StringReader: a text, read from its beginning. */
class Reader extends NetObject {
  private at = 0;
  private closed = false;
  constructor(private readonly content: string) {
    super();
  }
  get netType() {
    return named("System.IO.StringReader");
  }
  private get open(): string {
    if (this.closed) raise("ObjectDisposedException", "Cannot read from a closed TextReader.");
    return this.content;
  }
  peek(): number {
    return this.open.charCodeAt(this.at) || (this.at < this.content.length ? 0 : -1);
  }
  read(): number {
    const code = this.peek();
    if (code >= 0) this.at++;
    return code;
  }
  into(array: NetArray | null, index: number, count: number): number {
    const target = array ?? argumentNull("buffer");
    if (index < 0 || count < 0) outOfRange(index < 0 ? "index" : "count", "Non-negative number required.");
    if (target.items.length - index < count)
      raise("ArgumentException", "Offset and length were out of bounds for the array or count is greater than the number of elements from index to the end of the source collection.");
    const length = Math.min(count, this.open.length - this.at);
    tick(length >> 4);
    for (let step = 0; step < length; step++) target.items[index + step] = this.content.charCodeAt(this.at++);
    return length;
  } // prettier-ignore
  line(): string | null {
    const { open, at } = this;
    if (at >= open.length) return null;
    const ending = /\r\n|\r|\n/g;
    ending.lastIndex = at;
    const found = ending.exec(open);
    const end = found?.index ?? open.length;
    tickText(end - at);
    this.at = end + (found?.[0].length ?? 0);
    return open.slice(at, end);
  }
  rest(): string {
    const text = this.open.slice(this.at);
    this.at = this.content.length;
    return text;
  }
  close(): void {
    this.closed = true;
  }
}

define("System.IO", "class TextReader : IDisposable", {
  "int Peek()": (one: Reader) => one.peek(),
  "int Read()": (one: Reader) => one.read(),
  "int Read(char[] buffer, int index, int count)": (one: Reader, array: NetArray | null, index: number, count: number) => one.into(array, index, count),
  "int ReadBlock(char[] buffer, int index, int count)": (one: Reader, array: NetArray | null, index: number, count: number) => one.into(array, index, count),
  "string ReadLine()": (one: Reader) => one.line(),
  "string ReadToEnd()": (one: Reader) => one.rest(),
  "void Close()": (one: Reader) => one.close(),
  "void Dispose()": (one: Reader) => one.close(),
}); // prettier-ignore
define("System.IO", "class StringReader : TextReader", {
  "new(string s)": (text: string | null) => new Reader(text ?? argumentNull("s")),
});

/** System.IO.StringWriter: writes into a StringBuilder. */
class Writer extends NetObject {
  private closed = false;
  newLine = "\n";
  constructor(readonly builder: Builder) {
    super();
  }
  get netType() {
    return named("System.IO.StringWriter");
  }
  override text(): string {
    return this.builder.value;
  }
  write(text: string): void {
    if (this.closed) raise("ObjectDisposedException", "Cannot write to a closed TextWriter.");
    this.builder.append(text);
  }
  close(): void {
    this.closed = true;
  }
}

const part = (array: NetArray | null, index: number, count: number): string => {
  const text = charsOf(array ?? argumentNull("buffer")).join("");
  if (index < 0 || count < 0) outOfRange(index < 0 ? "index" : "count", "Non-negative number required.");
  if (text.length - index < count)
    raise("ArgumentException", "Offset and length were out of bounds for the array or count is greater than the number of elements from index to the end of the source collection.");
  return text.slice(index, index + count);
}; // prettier-ignore
const composed = (format: string | null, args: NetArray | null) =>
  formatComposite(format, (args ?? argumentNull("arg")).items);

/** Write and WriteLine take the same: a value of any type, a part of an array, or a format. */
function writing(name: string, end: (one: Writer) => string) {
  return {
    [`void ${name}(string value)`]: (one: Writer, text: string | null) => one.write((text ?? "") + end(one)),
    [`void ${name}(char value)`]: (one: Writer, code: number) => one.write(char(code) + end(one)),
    [`void ${name}(object value)`]: (one: Writer, value: unknown) => one.write(toStringOf(value) + end(one)),
    [`void ${name}(StringBuilder value)`]: (one: Writer, value: Builder | null) =>
      one.write((value?.value ?? "") + end(one)),
    [`void ${name}(char[] buffer)`]: (one: Writer, array: NetArray | null) =>
      one.write(charsOf(array).join("") + end(one)),
    [`void ${name}(char[] buffer, int index, int count)`]: (one: Writer, array: NetArray | null, index: number, count: number) =>
      one.write(part(array, index, count) + end(one)),
    [`void ${name}(string format, object arg0)`]: (one: Writer, format: string | null, arg: unknown) =>
      one.write(formatComposite(format, [arg]) + end(one)),
    [`void ${name}(string format, params object[] arg)`]: (one: Writer, format: string | null, args: NetArray | null) =>
      one.write(composed(format, args) + end(one)),
  };
} // prettier-ignore

define("System.IO", "class TextWriter : IDisposable", {
  ...writing("Write", () => ""),
  ...writing("WriteLine", (one) => one.newLine),
  "void WriteLine()": (one: Writer) => one.write(one.newLine),
  "void Flush()": () => undefined,
  "void Close()": (one: Writer) => one.close(),
  "void Dispose()": (one: Writer) => one.close(),
  "string NewLine": [
    (one: Writer) => one.newLine,
    (one: Writer, text: string | null) => {
      one.newLine = text ?? "\n";
    },
  ],
  "System.Text.Encoding Encoding": () => TextEncoding.utf16,
});
define("System.IO", "class StringWriter : TextWriter", {
  "new()": () => new Writer(new Builder()),
  "new(IFormatProvider formatProvider)": () => new Writer(new Builder()),
  "new(StringBuilder sb)": (builder: Builder | null) => new Writer(builder ?? argumentNull("sb")),
  "new(StringBuilder sb, IFormatProvider formatProvider)": (builder: Builder | null) =>
    new Writer(builder ?? argumentNull("sb")),
  "StringBuilder GetStringBuilder()": (one: Writer) => one.builder,
  "string ToString()": (one: Writer) => one.text(),
});
