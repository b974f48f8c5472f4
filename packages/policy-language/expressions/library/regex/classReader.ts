import { sameCase } from "./classes";
import { Options, type Test } from "./nodes";
import type { PatternReader } from "./parser";

/** Reads `[...]` from behind its bracket: ranges, escapes, negation and `-[...]` subtraction. */
export class ClassReader {
  constructor(private readonly reader: PatternReader) {}

  read(): Test {
    const { reader } = this;
    const negative = reader.accept("^");
    const tests: Test[] = [];
    const ranges: [number, number][] = [];
    let without: Test | undefined;
    for (let first = true; ; first = false) {
      const next = reader.pattern[reader.at];
      if (next === undefined) reader.fail("Unterminated [] set.", reader.pattern.length);
      if (next === "]" && !first) break;
      if (next === "-" && reader.pattern[reader.at + 1] === "[" && !first) {
        reader.at += 2;
        without = new ClassReader(reader).read();
        if (reader.pattern[reader.at] !== "]")
          reader.fail("A subtraction must be the last element in a character class.");
        break;
      }
      this.element(tests, ranges);
    }
    reader.at++;
    return this.combined(negative, tests, ranges, without);
  }

  private element(tests: Test[], ranges: [number, number][]): void {
    const { reader } = this;
    const low = this.character(tests);
    if (low === undefined) return;
    const isRange =
      reader.pattern[reader.at] === "-" && !["]", "[", undefined].includes(reader.pattern[reader.at + 1]);
    if (!isRange) {
      ranges.push([low, low]);
      return;
    }
    reader.at++;
    const high = this.character(tests);
    if (high === undefined) {
      ranges.push([low, low], [45, 45]);
      return;
    }
    if (low > high) reader.fail("[x-y] range in reverse order.");
    ranges.push([low, high]);
  }

  /** A character; undefined when it was a class such as `\d`, which is then among the tests. */
  private character(tests: Test[]): number | undefined {
    const { reader } = this;
    const next = reader.pattern[reader.at++]!;
    if (next === "[" && reader.pattern[reader.at] === ":") return next.charCodeAt(0);
    if (next !== "\\") return next.charCodeAt(0);
    if (reader.pattern[reader.at] === undefined) reader.fail("Illegal \\ at end of pattern.");
    if (reader.accept("b")) return 8;
    const set = reader.classEscape();
    if (set) {
      tests.push(set);
      return undefined;
    }
    return reader.characterEscape().charCodeAt(0);
  }

  private combined(
    negative: boolean,
    tests: readonly Test[],
    ranges: readonly [number, number][],
    without: Test | undefined,
  ): Test {
    const plain: Test = (code) =>
      ranges.some(([low, high]) => code >= low && code <= high) || tests.some((test) => test(code));
    const any: Test = this.reader.has(Options.ignoreCase) ? (code) => sameCase(code).some(plain) : plain;
    const known = Array.from({ length: 128 }, (_, code) => any(code) !== negative && !without?.(code));
    return (code) => (code < 128 ? known[code]! : any(code) !== negative && !without?.(code));
  }
}
