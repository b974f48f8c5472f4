import type { RuleContext } from "../context";
import { fault, learn, type Rule } from "../rule";
import type { Subject } from "../subject";
import { service } from "./tiers";

const page = `${learn}/api-management/export-rest-mcp-server`;

/** MCP servers: what API Management takes of them, and what then keeps their streams back. */
export const mcpRules: readonly Rule[] = [
  {
    code: "AZURE_MCP_BODY_BYTES",
    types: [`${service}/diagnostics`, `${service}/apis/diagnostics`],
    source: page,
    *check(subject, context) {
      const bytes = subject.number("frontend.response.body.bytes") ?? 0;
      if (bytes <= 0) return;
      const [, whole] = /^(.*\/service\/[^/]+)\//i.exec(subject.id) ?? [];
      const own = subject.type === `${service}/apis/diagnostics` ? context.find(subject.parent) : undefined;
      const server = own
        ? isMcp(own) && own
        : subject.type === `${service}/diagnostics` &&
          context.childrenOf(whole ?? "", "apis").find((api) => isMcp(api));
      if (server)
        yield fault(
          "frontend.response.body.bytes",
          `is ${bytes}, and MCP server ${server.name} answers in streams, which are kept back to be logged`,
          "0; other APIs can have diagnostics of their own",
        );
    },
  },
  {
    code: "AZURE_MCP_BODY_READ",
    types: [`${service}/apis/policies`],
    source: "https://github.com/microsoft/claims-processing-hack/issues/21",
    *check(subject, context) {
      const api = context.find(subject.parent);
      if (
        api &&
        isMcp(api) &&
        /context\.Response\.Body\b/.test((subject.text("value") ?? "").replace(/<!--[\s\S]*?-->/g, ""))
      )
        yield fault(
          "value",
          `reads context.Response.Body, which keeps back what MCP server ${api.name} answers`,
          "read headers and the status alone",
        );
    },
  },
  {
    code: "ValidationError",
    inferred: true,
    types: [`${service}/apis/tools`],
    source: `${learn}/templates/microsoft.apimanagement/2025-09-01-preview/service/apis/tools`,
    *check(subject, context) {
      const api = context.find(subject.parent);
      if (api && !isMcp(api))
        yield fault("name", `is a tool of ${api.name}, which is no MCP server`, "an API of type mcp");
      const operation = subject.text("operationId");
      if (subject.inputs["operationId"] === undefined)
        yield fault("operationId", "is missing", "the id of an operation");
      // Written by an ARM expression, it is known once the template runs.
      else if (operation !== undefined) yield* toolsOperation(subject, operation, context);
    },
  },
];

function* toolsOperation(subject: Subject, operation: string, context: RuleContext) {
  const found = /\/apis\/[^/]+\/operations\/[^/]+$/i.exec(operation);
  if (!found) {
    yield fault(
      "operationId",
      `is '${operation}'`,
      "the resource id of an operation: .../apis/API/operations/ID",
    );
    return;
  }
  const [, whole] = /^(.*\/service\/[^/]+)\//i.exec(subject.id) ?? [];
  const id = `${whole ?? ""}${found[0]}`;
  const api = context.find(id.replace(/\/operations\/[^/]+$/i, ""));
  if (api) yield* context.need(subject, context.find(id), `the operation of tool ${subject.name}`);
}

function isMcp(api: Subject): boolean {
  return (api.text("apiType") ?? api.text("type"))?.toLowerCase() === "mcp";
}
