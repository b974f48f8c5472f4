import type { Problem } from "@azure-genai-gateway/common/problem";
import type { DeclaredResource } from "@azure-genai-gateway/common/resource";
import { armName } from "../../resources/armId";
import { isoDurationMs } from "./duration";
import {
  asRecord,
  at,
  type Json,
  numberOf,
  property,
  records,
  stringsOf,
  textOf,
} from "../../resources/inputs";
import { type NamedValueModel, substituteNamedValues } from "../../resources/namedValues";
import type { BackendModel, BreakerModel, PoolModel, SingleBackendModel } from "./types";

/**
 * Backends by id, in lower case, for Azure's ids ignore case.
 * https://learn.microsoft.com/azure/api-management/backends
 */
export function readBackends(
  declared: readonly DeclaredResource[],
  namedValues: ReadonlyMap<string, NamedValueModel>,
  problems: Problem[],
): ReadonlyMap<string, BackendModel> {
  const backends = new Map<string, BackendModel>();
  for (const resource of declared) {
    const id = armName(resource.id);
    const pool = asRecord(property(resource, "pool"));
    backends.set(
      id.toLowerCase(),
      property(resource, "type") === "Pool" || pool
        ? readPool(id, pool ?? {})
        : {
            kind: "single",
            id,
            url: substituteNamedValues(textOf(property(resource, "url")) ?? "", namedValues),
            headers: credentialValues(resource, "header", namedValues),
            query: credentialValues(resource, "query", namedValues),
            managedIdentity: readManagedIdentity(resource, namedValues),
            breaker: readBreaker(resource, problems),
          },
    );
  }
  for (const backend of backends.values()) {
    if (backend.kind === "pool") checkMembers(backend, backends, problems);
  }
  return backends;
}

function readPool(id: string, pool: Json): PoolModel {
  return {
    kind: "pool",
    id,
    affinityCookie: at(pool, "sessionAffinity.sessionId")
      ? (textOf(at(pool, "sessionAffinity.sessionId.name")) ?? "SessionId")
      : undefined,
    members: records(pool["services"]).map((service) => ({
      backendId: armName(textOf(service["id"]) ?? ""),
      // Azure's defaults: everything in one group, every member alike.
      priority: numberOf(service["priority"]) ?? 1,
      weight: numberOf(service["weight"]) ?? 1,
    })),
  };
}

function checkMembers(
  pool: PoolModel,
  backends: ReadonlyMap<string, BackendModel>,
  problems: Problem[],
): void {
  for (const { backendId } of pool.members) {
    const member = backends.get(backendId.toLowerCase());
    if (member?.kind === "single") continue;
    problems.push({
      code: "BACKEND_POOL_MEMBER",
      severity: "error",
      subject: pool.id,
      message: member
        ? `Pool member "${backendId}" is itself a pool, which API Management refuses`
        : `Pool member "${backendId}" is no declared backend`,
      hint: "Give the id of a declared backend that has a url",
    });
  }
}

function credentialValues(
  resource: DeclaredResource,
  kind: "header" | "query",
  namedValues: ReadonlyMap<string, NamedValueModel>,
): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, readonly string[]>();
  for (const [name, value] of Object.entries(asRecord(property(resource, `credentials.${kind}`)) ?? {})) {
    const texts = typeof value === "string" ? [value] : stringsOf(value);
    values.set(
      name,
      texts.map((text) => substituteNamedValues(text, namedValues)),
    );
  }
  const authorization = asRecord(property(resource, "credentials.authorization"));
  const parameter = textOf(authorization?.["parameter"]);
  if (kind === "header" && parameter !== undefined) {
    const scheme = textOf(authorization?.["scheme"]) ?? "";
    values.set("Authorization", [substituteNamedValues(`${scheme} ${parameter}`.trim(), namedValues)]);
  }
  return values;
}

/** https://learn.microsoft.com/azure/api-management/backends#configure-managed-identity-for-authorization-credentials */
function readManagedIdentity(
  resource: DeclaredResource,
  namedValues: ReadonlyMap<string, NamedValueModel>,
): SingleBackendModel["managedIdentity"] {
  const identity = asRecord(property(resource, "credentials.managedIdentity"));
  const audience = textOf(identity?.["resource"]);
  if (audience === undefined) return undefined;
  const clientId = textOf(identity?.["clientId"]);
  return {
    resource: audience,
    ...(clientId === undefined ? {} : { clientId: substituteNamedValues(clientId, namedValues) }),
  };
}

function readBreaker(resource: DeclaredResource, problems: Problem[]): BreakerModel | undefined {
  // One rule per breaker is all that API Management takes.
  const [rule, ...more] = records(property(resource, "circuitBreaker.rules"));
  if (!rule) return undefined;
  const problem = (message: string, hint: string) =>
    void problems.push({ code: "BACKEND_BREAKER", severity: "error", subject: resource.name, message, hint });
  if (more.length > 0) problem("A circuit breaker takes one rule", "Keep the first rule only");
  const duration = (path: string, fallback: number) => {
    const text = textOf(at(rule, path));
    const ms = text === undefined ? fallback : isoDurationMs(text);
    if (ms === undefined) problem(`${path} "${text}" is no ISO 8601 duration`, "Write PT1M for a minute");
    return ms ?? fallback;
  };
  return {
    name: textOf(rule["name"]) ?? "",
    count: numberOf(at(rule, "failureCondition.count")),
    percentage: numberOf(at(rule, "failureCondition.percentage")),
    intervalMs: duration("failureCondition.interval", 60_000),
    statusCodeRanges: records(at(rule, "failureCondition.statusCodeRanges")).map((range) => {
      const min = numberOf(range["min"]) ?? 0;
      return { min, max: numberOf(range["max"]) ?? min };
    }),
    errorReasons: stringsOf(at(rule, "failureCondition.errorReasons")),
    tripDurationMs: duration("tripDuration", 60_000),
    acceptRetryAfter: rule["acceptRetryAfter"] === true,
  };
}
