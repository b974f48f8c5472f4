import type { Problem } from "@azure-genai-gateway/common/problem";
import type { PolicyTemplate } from "../policyTemplates";

/** The document under policies/apis/operations/ that answers what the gateway does not offer. */
export const notOffered = "not-offered";

/** What an operation may need of its API's config, as its `x-genai-needs` says. */
export const operationNeeds = ["stored", "files", "ownView"] as const;
export type OperationNeed = (typeof operationNeeds)[number];

export interface DefinedOperation {
  readonly operationId: string;
  readonly method: string;
  /** Below the API's own path. */
  readonly path: string;
  /** Name of its document under policies/apis/operations/. Default: the API's policy alone answers it. */
  readonly policy?: string | undefined;
}

/** An API as it is deployed. */
export interface Definition {
  /** OpenAPI as JSON, with those operations only that are there, and without this project's own `x-genai-*`. */
  readonly text: string;
  readonly operations: readonly DefinedOperation[];
}

type Json = Record<string, unknown>;
const methods = new Set(["get", "put", "post", "delete", "options", "head", "patch", "trace"]);

/**
 * Reads an API's OpenAPI document and leaves out what its config has switched off. Pure. Two keys are this project's:
 *   x-genai-needs   the operation is left out where the config does not have it
 *   x-genai-policy  name of the operation's policy document where there is none of the operation's own name
 * What stands in as not-offered is left out too: the templates for any path answer it, and cost no policy more.
 * @param has what the API's config has
 * @param policies names of the documents under policies/apis/operations/
 * @param problems gets OPENAPI_UNREADABLE, OPENAPI_DUPLICATE_OPERATION, OPENAPI_UNKNOWN_NEED, OPENAPI_UNKNOWN_POLICY
 */
export function readDefinition(
  template: PolicyTemplate,
  has: Readonly<Record<OperationNeed, boolean>>,
  policies: ReadonlySet<string>,
  problems: Problem[],
): Definition {
  const report = (code: string, message: string, hint: string) =>
    problems.push({
      code,
      severity: "error",
      message,
      hint,
      place: { file: template.file, line: 1, column: 1 },
    });
  const document = parse(template.text);
  const paths = recordOf(document?.["paths"]);
  if (!document || !paths) {
    report("OPENAPI_UNREADABLE", "This is no OpenAPI document as JSON", "Write an object that has `paths`");
    return { text: "{}", operations: [] };
  }
  const operations = new Map<string, DefinedOperation>();
  const kept: Json = {};
  for (const [path, item] of Object.entries(paths)) {
    const entries = Object.entries(recordOf(item) ?? {}).flatMap(([method, value]): [string, unknown][] => {
      const operation = recordOf(value);
      if (!methods.has(method) || !operation) return [[method, value]];
      const { "x-genai-needs": need, "x-genai-policy": standIn, ...plain } = operation;
      const operationId = textOf(operation["operationId"]) ?? "";
      const where = `${method.toUpperCase()} ${path}`;
      if (need !== undefined && !isNeed(need))
        report(
          "OPENAPI_UNKNOWN_NEED",
          `${where} needs ${JSON.stringify(need)}`,
          `Write ${operationNeeds.join(" or ")}`,
        );
      if (standIn !== undefined && !(typeof standIn === "string" && policies.has(standIn)))
        report(
          "OPENAPI_UNKNOWN_POLICY",
          `${where} names ${JSON.stringify(standIn)}, and there is no such document`,
          `Name a document of policies/apis/operations: ${[...policies].join(", ")}`,
        );
      if (operations.has(operationId) && operationId !== "")
        report(
          "OPENAPI_DUPLICATE_OPERATION",
          `${where} has operationId "${operationId}", as another has`,
          "Give each operation an id of its own",
        );
      const policy = policies.has(operationId) ? operationId : textOf(standIn);
      const isOff = isNeed(need) && !has[need];
      if (isOff || (policy === notOffered && !isAnyPath(path))) return [];
      if (operationId !== "") operations.set(operationId, { operationId, method, path, policy });
      return [[method, plain]];
    });
    if (entries.some(([method]) => methods.has(method))) kept[path] = Object.fromEntries(entries);
  }
  return { text: JSON.stringify({ ...document, paths: kept }), operations: [...operations.values()] };
}

/** `POST /responses, GET /models, ...`: the operations that are more than a word about others. */
export function offeredText(operations: readonly DefinedOperation[]): string {
  return operations
    .filter(({ policy }) => policy !== notOffered)
    .map(({ method, path }) => `${method.toUpperCase()} ${path}`)
    .join(", ");
}

/** https://learn.microsoft.com/azure/api-management/add-api-manually#add-and-test-a-wildcard-operation */
function isAnyPath(path: string): boolean {
  return path.endsWith("/*");
}

function isNeed(value: unknown): value is OperationNeed {
  return (operationNeeds as readonly unknown[]).includes(value);
}

function parse(text: string): Json | undefined {
  try {
    return recordOf(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function recordOf(value: unknown): Json | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
