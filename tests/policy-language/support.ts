import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { compilePolicyWith } from "../../packages/policy-language/compilePolicy";
import type { ReadPolicyOptions } from "../../packages/policy-language/document";
import type { CompileResult, ExpressionSource } from "../../packages/policy-language/expressions/compile";
import type { PolicyNode } from "../../packages/policy-language/reader";

const folder = join(__dirname, "documents");

/** Whole documents in the style of public GenAI gateways, by file name. */
export const documents: ReadonlyMap<string, string> = new Map(
  readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), "utf8")]),
);

/** Takes any expression; those that contain BAD have a problem where it stands. */
export function stubCompiler(source: ExpressionSource): CompileResult {
  const at = source.code.indexOf("BAD");
  if (at >= 0) {
    const place = source.locate(at);
    return { problems: [{ code: "CS0103", severity: "error", message: `No name in ${source.code}`, place }] };
  }
  const reads = { requestBody: false, responseBody: false };
  return { problems: [], expression: { resultType: "object", reads, evaluate: () => source.code } };
}

export function compile(text: string, options: Partial<ReadPolicyOptions> = {}) {
  return compilePolicyWith(stubCompiler, text, { file: "p.xml", ...options });
}

/** `line:column code`, in order. */
export function found(text: string, options: Partial<ReadPolicyOptions> = {}): string[] {
  return compile(text, options).problems.map(({ code, place }) => `${place?.line}:${place?.column} ${code}`);
}

/** The tree without places and raw text: what must survive printing. */
export function shape(node: PolicyNode): unknown {
  return {
    name: node.name,
    attributes: node.attributes.map(({ name, value }) => [name, value.kind, value.value]),
    content: node.content.map((item) => (typeof item === "string" ? item : shape(item))),
    text: node.text && [node.text.kind, node.text.value],
  };
}
