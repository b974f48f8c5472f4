import { z } from "@azure-genai-gateway/schema";
import type { Place, Problem } from "@azure-genai-gateway/common/problem";
import { HttpHeaders } from "@azure-genai-gateway/common/http";
import { readTextValues, type TextValues } from "@azure-genai-gateway/common/textValues";
import { readYaml } from "@azure-genai-gateway/common/yaml";
import { nearestWord } from "@azure-genai-gateway/common/nearestWord";
import type {
  HostBody,
  HostResponse,
  PolicyContext,
} from "@azure-genai-gateway/policy-language/expressions/host";
import { toPolicyValue } from "@azure-genai-gateway/policy-language/plainValues";

const headers = z.record(z.string(), z.union([z.string(), z.array(z.string())]));
const groups = z.array(z.strictObject({ id: z.string(), name: z.string() }));
const response = z.strictObject({
  status: z.int().optional(),
  reason: z.string().optional(),
  headers: headers.optional(),
  body: z.unknown().optional(),
});

/** What a context file may say; all of it has defaults, and an absent part is null in the expression. */
const contextFile = z.strictObject({
  requestId: z.string().optional(),
  timestamp: z.union([z.string(), z.date()]).optional(),
  elapsedMs: z.number().optional(),
  request: z
    .strictObject({
      method: z.string().optional(),
      url: z.string().optional(),
      originalUrl: z.string().optional(),
      ipAddress: z.string().optional(),
      matchedParameters: z.record(z.string(), z.string()).optional(),
      headers: headers.optional(),
      body: z.unknown().optional(),
    })
    .optional(),
  response: response.nullish(),
  variables: z.record(z.string(), z.unknown()).optional(),
  // Read by itself, for each text counts as it is written.
  namedValues: z.unknown().optional(),
  user: z
    .strictObject({
      id: z.string(),
      email: z.string().optional(),
      firstName: z.string().optional(),
      lastName: z.string().optional(),
      groups: groups.optional(),
    })
    .nullish(),
  product: z
    .strictObject({ id: z.string(), name: z.string().optional(), groups: groups.optional() })
    .nullish(),
  subscription: z
    .strictObject({ id: z.string(), name: z.string().optional(), key: z.string().optional() })
    .nullish(),
  api: z
    .strictObject({
      id: z.string(),
      name: z.string().optional(),
      path: z.string().optional(),
      revision: z.string().optional(),
      version: z.string().optional(),
      serviceUrl: z.string().optional(),
    })
    .nullish(),
  operation: z
    .strictObject({
      id: z.string(),
      name: z.string().optional(),
      method: z.string().optional(),
      urlTemplate: z.string().optional(),
    })
    .nullish(),
  deployment: z
    .strictObject({
      serviceName: z.string().optional(),
      serviceId: z.string().optional(),
      region: z.string().optional(),
      gatewayId: z.string().optional(),
    })
    .optional(),
  lastError: z
    .strictObject({
      source: z.string().optional(),
      reason: z.string().optional(),
      message: z.string().optional(),
      scope: z.string().optional(),
      section: z.string().optional(),
      path: z.string().optional(),
      policyId: z.string().optional(),
    })
    .nullish(),
});
type ContextFile = z.output<typeof contextFile>;

export interface ReadContext {
  readonly context: PolicyContext;
  readonly namedValues: ReadonlyMap<string, string>;
  /** What is wrong with the file; the context is then one without it. */
  readonly problems: readonly Problem[];
}

/** The context that a JSON or YAML file describes. */
export function readContext(text: string, file: string): ReadContext {
  const yaml = readYaml(text, file, "CONTEXT_YAML");
  if (yaml.problems.length > 0) return { ...contextOf({}), problems: yaml.problems };
  const read = contextFile.safeParse(yaml.value() ?? {});
  const given: TextValues =
    read.data?.namedValues === undefined
      ? { values: new Map(), problems: [] }
      : readTextValues(text, file, "CONTEXT_VALUE", "namedValues");
  if (read.success && given.problems.length > 0) return { ...contextOf({}), problems: given.problems };
  if (read.success) return { ...contextOf(read.data), namedValues: given.values, problems: [] };
  const place = (path: readonly PropertyKey[]): Place | undefined =>
    yaml.placeOf(yaml.document.getIn(path as unknown[], true)) ?? { file, line: 1, column: 1 };
  const problems = read.error.issues.flatMap((issue): readonly Problem[] => {
    const at = issue.path.join(".");
    if (issue.code !== "unrecognized_keys")
      return [
        {
          code: "CONTEXT_VALUE",
          severity: "error",
          subject: at,
          message: issue.message,
          place: place(issue.path),
        },
      ];
    return issue.keys.map((key) => ({
      ...{ code: "CONTEXT_UNKNOWN_KEY", severity: "error", subject: at === "" ? key : `${at}.${key}` },
      message: "there is no such key",
      hint: hintFor(key, issue.path),
      place: place([...issue.path, key]),
    }));
  });
  return { ...contextOf({}), problems };
}

function hintFor(key: string, path: readonly PropertyKey[]): string {
  let schema: unknown = contextFile;
  for (const part of path) schema = shapeOf(schema)[String(part)];
  const known = Object.keys(shapeOf(schema));
  const meant = nearestWord(key, known);
  return meant === undefined ? `write one of ${known.join(", ")}` : `did you mean ${meant}?`;
}

function shapeOf(schema: unknown): Readonly<Record<string, unknown>> {
  const inner = (schema as { unwrap?: () => unknown }).unwrap?.();
  if (inner !== undefined) return shapeOf(inner);
  return (schema as { shape?: Readonly<Record<string, unknown>> }).shape ?? {};
}

/** A context without a file: a GET, and nothing else. */
export const emptyContext = (): PolicyContext => contextOf({}).context;

function contextOf(file: ContextFile): Omit<ReadContext, "problems"> {
  const { request = {}, response: answer, user, product, subscription, api, operation, lastError } = file;
  const timestamp = file.timestamp === undefined ? Date.UTC(2026, 0, 1) : new Date(file.timestamp).getTime();
  const url = request.url ?? "https://contoso.azure-api.net/";
  const elapsedMs = file.elapsedMs ?? 0;
  const context: PolicyContext = {
    requestId: file.requestId ?? "00000000-0000-0000-0000-000000000000",
    timestamp: Number.isNaN(timestamp) ? 0 : timestamp,
    elapsedMs: () => elapsedMs,
    tracing: false,
    trace: () => undefined,
    deployment: {
      serviceName: "contoso",
      serviceId: "",
      region: "West Europe",
      gatewayId: "managed",
      ...file.deployment,
    },
    api: api
      ? {
          ...{
            name: api.id,
            path: "",
            revision: "1",
            version: "",
            isCurrentRevision: true,
            protocols: ["https"],
            serviceUrl: "",
          },
          ...api,
        }
      : undefined,
    operation: operation ? { name: operation.id, method: "GET", urlTemplate: "/", ...operation } : undefined,
    product: product
      ? { name: product.id, state: "Published", subscriptionRequired: true, ...product }
      : undefined,
    subscription: subscription
      ? {
          name: subscription.id,
          key: "",
          primaryKey: subscription.key ?? "",
          secondaryKey: "",
          ...subscription,
        }
      : undefined,
    user: user ? { email: "", firstName: "", lastName: "", ...user } : undefined,
    lastError: lastError
      ? {
          ...{ source: "", reason: "", message: "", scope: "", section: "", path: "", policyId: "" },
          ...lastError,
        }
      : undefined,
    request: {
      method: request.method ?? "GET",
      url,
      originalUrl: request.originalUrl ?? url,
      ipAddress: request.ipAddress ?? "203.0.113.7",
      matchedParameters: new Map(Object.entries(request.matchedParameters ?? {})),
      headers: new HttpHeaders(request.headers),
      body: bodyOf(request.body),
    },
    response: answer ? responseOf(answer) : undefined,
    variables: new Map(
      Object.entries(file.variables ?? {}).map(([name, value]) => [name, toPolicyValue(value)]),
    ),
  };
  return { context, namedValues: new Map() };
}

function responseOf({ status, reason, headers, body }: z.output<typeof response>): HostResponse {
  return {
    statusCode: status ?? 200,
    statusReason: reason ?? "OK",
    headers: new HttpHeaders(headers),
    body: bodyOf(body),
  };
}

/** A text as it is; anything else as JSON. */
function bodyOf(body: unknown): HostBody {
  let bytes =
    body === undefined || body === null
      ? undefined
      : Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
  return { bytes: () => bytes, consume: () => void (bytes = undefined) };
}
