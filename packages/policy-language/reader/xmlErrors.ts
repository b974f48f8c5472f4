import type { Problem } from "@azure-genai-gateway/common/problem";

interface DescribedError {
  readonly problem: Pick<Problem, "message" | "hint">;
  /** After this nothing in the document can be told apart. */
  readonly fatal: boolean;
}

/** The parser's complaints by what they start with, in this project's words; null ones are reported elsewhere. */
const table: readonly (readonly [start: string, described: DescribedError | null])[] = [
  ["unclosed tag", null],
  ["unexpected close tag", null],
  ["unmatched closing tag", null],
  ["unexpected end", fatal("The document ends in the middle of a tag, a comment or a CDATA section")],
  ["document must contain", fatal("The document is empty", "write a <policies> or a <fragment> element")],
  [
    "documents may contain only one root",
    fatal("A second root element stands here", "keep one root element"),
  ],
  [
    "text data outside",
    soft("Text stands outside of the root element", "move it inside, or make it a comment"),
  ],
  ["undefined entity", soft("An entity that XML does not define stands here", escapes())],
  ["disallowed character in entity", soft("An & that starts no entity stands in a literal value", escapes())],
  ["empty entity name", soft("An & that starts no entity stands in a literal value", escapes())],
  ["malformed character entity", soft("A character reference stands for no character", escapes())],
  ["duplicate attribute", soft("An attribute stands twice in one element", "keep one of them")],
  ["attribute without value", fatal("An attribute has no value", 'write it as name="value"')],
  ["unquoted attribute value", fatal("An attribute's value has no quotes", 'write it as name="value"')],
  ["no whitespace between attributes", fatal("Two attributes are not set apart", "put a space between them")],
  ["forward-slash in opening tag", fatal("A / in a tag is not followed by >", "end the tag with />")],
  ['the string "]]>"', soft("]]> stands in text", "write it as ]]&gt;")],
  [
    "disallowed character.",
    soft("A character stands here that XML does not allow in a literal value", escapes()),
  ],
];

function escapes(): string {
  return "write & as &amp; and < as &lt; outside of expressions";
}

function soft(message: string, hint?: string): DescribedError {
  return { problem: { message, hint }, fatal: false };
}

function fatal(message: string, hint?: string): DescribedError {
  return { problem: { message, hint }, fatal: true };
}

/** Undefined when the tree builder reports the same thing better. */
export function describeXmlError(parserMessage: string, outside: boolean): DescribedError | undefined {
  const message = parserMessage.replace(/^(?:[^:]*:)?\d+:\d+: /, "");
  const unmatched = /^unmatched closing tag: (\S+?)\.?$/.exec(message)?.[1];
  if (unmatched !== undefined && outside)
    return fatal(`</${unmatched}> closes no open element`, "remove it, or open the element before");
  for (const [start, described] of table) if (message.startsWith(start)) return described ?? undefined;
  return fatal(`The XML is not well-formed: ${message.replace(/\.$/, "")}`, "check the tag that stands here");
}
