import { formatProblem, type Problem } from "@azure-genai-gateway/common/problem";
import { TreeCompiler, type ExpressionCompiler } from "./compileTree";
import type {
  CompiledDocument,
  CompiledElement,
  PolicyCompilation,
  PolicyReference,
  PolicySection,
  ReadPolicyOptions,
} from "./document";
import { policyCodes } from "./reader/problemCodes";
import { mostCharacters, readPolicy, type ReadResult } from "./reader/readPolicy";
import type { PolicyNode } from "./reader/tree";
import { collectReferences } from "./references";
import { checkDocument } from "./schema/check";
import { checkReferences } from "./schema/checkReferences";
import { checkWebSocket } from "./schema/webSocket";

/**
 * Bytes that API Management takes at most.
 * https://learn.microsoft.com/azure/api-management/service-limits,
 * https://learn.microsoft.com/azure/api-management/policy-fragments
 */
const maxBytes = { policies: 256 * 1024, fragment: 512 * 1024 } as const;

const sections: readonly PolicySection[] = ["inbound", "backend", "outbound", "on-error"];

/** Reads, checks and compiles a document; reports everything that is wrong with it at once, in order of place. */
export function compilePolicy(text: string, options: ReadPolicyOptions): PolicyCompilation {
  return compilePolicyWith(undefined, text, options);
}

/** The same with an expression compiler of the caller's; undefined is the real one. */
export function compilePolicyWith(
  compiler: ExpressionCompiler | undefined,
  text: string,
  options: ReadPolicyOptions,
): PolicyCompilation {
  const read = readPolicy(text, options);
  const { root } = read;
  const kind = (root?.name ?? options.root) === "fragment" ? "fragment" : "policies";
  const problems: Problem[] = [...read.problems, ...checkSize(text, kind, options.file)];
  if (!root) return { problems: sorted(problems) };
  const found: Problem[] = [
    ...checkDocument(root, options.root, options.scope),
    ...checkReferences(root, options),
  ];
  if (options.api === "websocket") found.push(...checkWebSocket(root));
  const compile = new TreeCompiler(found, compiler);
  const bySection = new Map<PolicySection, readonly CompiledElement[]>();
  if (kind === "fragment") bySection.set("inbound", compile.elements(root.children));
  else for (const child of root.children) addSection(child, compile, bySection);
  problems.push(...found.filter((problem) => stands(problem, read)));
  const references = collectReferences(root);
  const document: CompiledDocument = { kind, sections: bySection, references };
  const failed = problems.some((problem) => problem.severity === "error");
  const shown = options.namedValues
    ? withoutValues(problems, references.namedValues, options.namedValues)
    : problems;
  return { document: failed ? undefined : document, problems: sorted(shown) };
}

function addSection(
  node: PolicyNode,
  compile: TreeCompiler,
  to: Map<PolicySection, readonly CompiledElement[]>,
): void {
  const section = sections.find((name) => name === node.name);
  // Whatever else stands there is a problem already; its expressions may have more.
  const elements = compile.elements(node.children);
  if (section && !to.has(section)) to.set(section, elements);
}

function checkSize(text: string, kind: keyof typeof maxBytes, file: string): Problem[] {
  const bytes = Buffer.byteLength(text);
  if (bytes <= maxBytes[kind] || text.length > mostCharacters) return [];
  return [
    {
      code: policyCodes.tooLarge,
      severity: "error",
      message: `The document has ${bytes} bytes; API Management takes ${maxBytes[kind]}`,
      hint: "move parts of it into fragments",
      place: { file, line: 1, column: 1 },
    },
  ];
}

/** Shorter values stand in many words by chance; masking them would garble messages and protect nothing. */
const shortestMasked = 4;

/** Named values may be secrets, and a compiler quotes code: their names stand in for them in what is reported. */
function withoutValues(
  problems: readonly Problem[],
  references: readonly PolicyReference[],
  lookup: (name: string) => string | undefined,
): Problem[] {
  const values = references
    .map(({ name }) => ({ name, value: lookup(name) ?? "" }))
    .filter(({ value }) => value.length >= shortestMasked)
    .sort((a, b) => b.value.length - a.value.length);
  const mask = (text: string) =>
    values.reduce((masked, { name, value }) => masked.replaceAll(value, () => `{{${name}}}`), text);
  return problems.map((problem) => ({
    ...problem,
    message: mask(problem.message),
    ...(problem.hint !== undefined && { hint: mask(problem.hint) }),
  }));
}

/** Past the place where reading broke off nothing is known; what is found there may be an effect of the break. */
function stands({ place }: Problem, { brokenAt, lines }: ReadResult): boolean {
  if (brokenAt === undefined || !place) return true;
  const end = lines.place(brokenAt);
  return place.line < end.line || (place.line === end.line && place.column <= end.column);
}

/** In order of place, each once: a fragment of text may be looked at by more than one check. */
function sorted(problems: readonly Problem[]): Problem[] {
  const unique = new Map(problems.map((problem) => [formatProblem(problem), problem]));
  return [...unique.values()].sort(
    (a, b) => (a.place?.line ?? 0) - (b.place?.line ?? 0) || (a.place?.column ?? 0) - (b.place?.column ?? 0),
  );
}
