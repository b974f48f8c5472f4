import fc from "fast-check";

/** Pieces that readers and compilers trip over. */
const pieces = [
  "<", ">", "/>", "</", "<!--", "-->", "<![CDATA[", "]]>", "<?", "&", "&amp;", "&#0;", "&lt;", '"', "'", "@(", "@{", "@", ")", "}", "{{", "}}",
  "{{n}}", "\u0000", "\ufeff", "\ud800", "\udc00", "😀", "\r", "\n", "\\", '@"', '$"', '$@"', "//", "/*", "*/", "0x", "1e999", "9".repeat(40),
  "((((((((((((((((", "[[[[[[[[", "<a><a><a><a>", "?.", "??", "=>", "is ", "as ", "new ", "typeof(", "default(", "null", "int.MaxValue", "-1",
  "context", ".Variables", ".ToString()", "return ", "for(;;)", "while(true){}", "x => ", "out var ", "async ", "from a in ", "goto ", ";", ",",
] as const; // prettier-ignore

/** One change: where it starts and how much goes, as parts of the whole; what is done. */
export interface Mutation {
  readonly at: number;
  readonly length: number;
  readonly what: "delete" | "insert" | "double" | "swap" | "splice";
  readonly piece: string;
}

export const mutation: fc.Arbitrary<Mutation> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.oneof(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 300 })),
  what: fc.constantFrom("delete", "insert", "insert", "double", "swap", "splice"),
  piece: fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 6, unit: "binary" })),
});

/** The text after the mutations; `other` is what is spliced in. */
export function mutated(text: string, mutations: readonly Mutation[], other: string): string {
  return mutations.reduce((now, { at, length, what, piece }) => {
    const start = Math.floor(at * now.length);
    const end = Math.min(now.length, start + length);
    const part = now.slice(start, end);
    switch (what) {
      case "delete":
        return now.slice(0, start) + now.slice(end);
      case "insert":
        return now.slice(0, start) + piece + now.slice(start);
      case "double":
        return now.slice(0, end) + part + now.slice(end);
      case "swap":
        return now.slice(0, start) + now.slice(end, end + length) + part + now.slice(end + length);
      case "splice":
        return now.slice(0, start) + other.slice(Math.floor(at * other.length));
    }
  }, text);
}
