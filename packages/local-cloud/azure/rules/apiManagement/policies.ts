import { policyReferences } from "@azure-genai-gateway/policy-language/references";
import { compilePolicy, type PolicyScope } from "@azure-genai-gateway/policy-language/document";
import { policyCodes } from "@azure-genai-gateway/policy-language/reader/problemCodes";
import { readPolicy } from "@azure-genai-gateway/policy-language/reader/readPolicy";
import type { PolicyNode } from "@azure-genai-gateway/policy-language/reader/tree";
import type { Problem } from "@azure-genai-gateway/common/problem";
import type { RuleContext } from "../context";
import { fault, type Finding, learn, type Rule } from "../rule";
import { type Subject, text } from "../subject";
import { service, serviceId, serviceOf, tierOf } from "./tiers";

const types = [
  `${service}/policies`,
  `${service}/apis/policies`,
  `${service}/apis/operations/policies`,
  `${service}/products/policies`,
  `${service}/policyfragments`,
];
const reference = `${learn}/api-management/api-management-policies`;

/**
 * Policies that a tier's gateway does not have, by the columns of the policy reference's tables. What stands here is
 * refused when the document is stored.
 */
const missing: Readonly<Record<"classic" | "v2" | "consumption", readonly string[]>> = {
  classic: [],
  v2: ["quota-by-key", "send-service-bus-message"],
  consumption: [
    "send-service-bus-message",
    "quota-by-key",
    "rate-limit-by-key",
    "llm-token-limit",
    "azure-openai-token-limit",
    "sql-data-source",
    "cosmosdb-data-source",
  ],
};

export const policyRules: readonly Rule[] = [
  {
    code: "ValidationError",
    types,
    source: `${learn}/api-management/set-edit-policies`,
    *check(subject, context) {
      const value = subject.at("value");
      const format = subject.text("format");
      if (typeof value !== "string" || value.trim() === "") {
        if (subject.inputs["value"] === undefined || typeof value === "string")
          yield fault("value", "is empty", "the policy document");
        return;
      }
      if (format !== undefined && !["xml", "rawxml", "xml-link", "rawxml-link"].includes(format))
        yield fault("format", `is '${format}'`, "rawxml, xml, or one of the two with -link");
      if (format?.endsWith("-link")) {
        if (!/^https?:\/\//i.test(value)) yield fault("value", `is no URL for format ${format}`, "https://…");
        return;
      }
      for (const problem of documentOf(subject, context).problems)
        yield { message: inDocument(problem), hint: problem.hint ?? "correct the document" };
    },
  },
  {
    code: "ValidationError",
    types,
    source: reference,
    *check(subject, context) {
      const owner = serviceOf(subject, context);
      const tier = tierOf(owner);
      if (!tier) return;
      for (const node of everyNode(documentOf(subject, context).root))
        if (missing[tier.gateway].includes(node.name))
          yield fault(
            "value",
            `has <${node.name}>, which ${owner?.text("sku.name")} does not have`,
            "another tier, or another policy",
          );
    },
  },
  {
    code: "ValidationError",
    types,
    source: `${learn}/api-management/policy-fragments`,
    check: references,
  },
];

interface Read {
  readonly root?: PolicyNode;
  readonly problems: readonly Problem[];
}

const read = new WeakMap<Subject, Read>();

/**
 * The document and what it is refused for: by the rules of lint and the local gateway, expressions included. What it names is
 * looked for among the resources (see {@link references}), so that an order that Azure would refuse is told from an absence.
 */
function documentOf(subject: Subject, context: RuleContext): Read {
  const before = read.get(subject);
  if (before) return before;
  const value = text(subject.at("value"));
  const format = subject.text("format") ?? "xml";
  if (value === undefined || format.endsWith("-link")) return { problems: [] };
  const options = {
    file: subject.name,
    format: format === "rawxml" ? "rawxml" : "xml",
    root: subject.type.endsWith("/policyfragments") ? "fragment" : "policies",
    api: isWebSocket(subject, context) ? "websocket" : "http",
    scope: scopeOf(subject.id),
    namedValues: (name: string) => text(namedValue(serviceId(subject.id), name, context)?.at("value")),
  } as const;
  const errors = compilePolicy(value, options).problems.filter(
    ({ severity, code }) => severity === "error" && code !== policyCodes.unknownNamedValue,
  );
  const { root } = readPolicy(value, options);
  const result = { root, problems: errors };
  read.set(subject, result);
  return result;
}

/** Whose document it is, by its ARM id; workspaces have all but those of their own. */
function scopeOf(id: string): PolicyScope | undefined {
  const path = id.replace(/^.*\/service\/[^/]+(?:\/workspaces\/[^/]+)?/i, "").toLowerCase();
  if (/^\/policies\//.test(path)) return /\/workspaces\//i.test(id) ? "workspace" : "global";
  if (/^\/products\/[^/]+\/policies\//.test(path)) return "product";
  if (/^\/apis\/[^/]+\/policies\//.test(path)) return "api";
  return /^\/apis\/[^/]+\/operations\/[^/]+\/policies\//.test(path) ? "operation" : undefined;
}

function isWebSocket(subject: Subject, context: RuleContext): boolean {
  const api = context.find(/^.*\/service\/[^/]+\/apis\/[^/]+/i.exec(subject.id)?.[0]);
  return [api?.text("type"), api?.text("apiType")].some((type) => type?.toLowerCase() === "websocket");
}

function inDocument({ message, place }: Problem): string {
  return place ? `value ${place.line}:${place.column}: ${message}` : `value: ${message}`;
}

function* everyNode(node: PolicyNode | undefined): Generator<PolicyNode> {
  if (!node) return;
  yield node;
  for (const child of node.children) yield* everyNode(child);
}

/** Azure reads a policy when it is stored, and refuses one that names what is not there yet. */
function* references(subject: Subject, context: RuleContext): Generator<Finding> {
  const value = subject.at("value");
  const format = subject.text("format");
  if (typeof value !== "string" || format?.endsWith("-link")) return;
  const named = policyReferences(value, subject.name);
  const owner = serviceId(subject.id);
  const kinds = [
    ["policyFragments", "policy fragment", named.fragments],
    ["backends", "backend", named.backends],
    ["loggers", "logger", named.loggers],
  ] as const;
  for (const [kind, what, names] of kinds)
    for (const { name } of names)
      yield* context.need(subject, context.find(`${owner}/${kind}/${name}`), `${what} '${name}'`);
  for (const { name } of named.namedValues)
    yield* context.need(subject, namedValue(owner, name, context), `named value '${name}'`);
}

/** A named value is called by its display name. */
export function namedValue(owner: string, name: string, context: RuleContext): Subject | undefined {
  return context
    .childrenOf(owner, "namedValues")
    .find((subject) => (subject.text("displayName") ?? subject.name) === name);
}
