import { policyReferences } from "../../../policy-language/references";
import type { PolicyReference } from "../../../policy-language/document";
import type { CheckContext, Placed } from "./checkContext";
import { requireOrder } from "./checkResources";

const service = "Microsoft.ApiManagement/service";

/** API Management's own conditions: what names another entity of the service needs it to exist first. */
export function checkApiManagement(context: CheckContext): void {
  for (const placed of context.placed) checkNames(context, placed);
  checkApiChildren(context);
}

/** That everything one entity names is there. */
export function checkNames(context: CheckContext, placed: Placed): void {
  const { arm } = placed.identity.type;
  if (!arm.startsWith(`${service}/`)) return;
  if (/\/(policies|policyFragments)$/.test(arm)) checkPolicy(context, placed);
  if (arm === `${service}/backends`) checkPool(context, placed);
  if (arm === `${service}/products/apis`) checkEntity(context, placed, "apis", placed.identity.name);
  if (arm === `${service}/subscriptions`) checkScope(context, placed);
  if (arm.endsWith("/diagnostics")) checkLogger(context, placed);
}

/** Azure reads a policy when it is stored, and refuses one that names what is not there yet. */
function checkPolicy(context: CheckContext, placed: Placed): void {
  const { value, format } = placed.inputs;
  if (typeof value !== "string" || (typeof format === "string" && format.endsWith("-link"))) return;
  const references = policyReferences(value, placed.resource.name);
  const kinds: readonly [kind: string, what: string, references: readonly PolicyReference[]][] = [
    ["policyFragments", "policy fragment", references.fragments],
    ["backends", "backend", references.backends],
    ["loggers", "logger", references.loggers],
  ];
  for (const [kind, what, names] of kinds) {
    for (const { name } of names) checkEntity(context, placed, kind, name, what);
  }
  for (const { name } of references.namedValues) {
    const found = context
      .ofType(`${service}/namedValues`)
      .find(
        ({ resource, identity }) =>
          serviceId(identity.id) === serviceId(placed.identity.id) &&
          (resource.inputs["displayName"] ?? identity.name) === name,
      );
    context.require(placed.resource, found, `named value '${name}'`);
  }
}

function checkPool(context: CheckContext, placed: Placed): void {
  const pool = placed.inputs["pool"] as { services?: unknown } | undefined;
  if (!Array.isArray(pool?.services)) return;
  for (const member of pool.services as readonly ({ id?: unknown } | null)[]) {
    if (typeof member?.id === "string") {
      checkEntity(context, placed, "backends", lastSegment(member.id), "pool member");
    }
  }
}

/** A subscription to `/products/x` or `/apis/x`, however much of the id is written out; `/apis` means all. */
function checkScope(context: CheckContext, placed: Placed): void {
  const { scope } = placed.inputs;
  const match = typeof scope === "string" ? /\/(products|apis)\/([^/]+)$/.exec(scope) : null;
  if (match?.[1] && match[2]) checkEntity(context, placed, match[1], match[2]);
}

function checkLogger(context: CheckContext, placed: Placed): void {
  const { loggerId } = placed.inputs;
  // The built-in logger of Azure Monitor is there with the service.
  if (typeof loggerId !== "string" || lastSegment(loggerId).toLowerCase() === "azuremonitor") return;
  checkEntity(context, placed, "loggers", lastSegment(loggerId), "logger");
}

/**
 * Policies, diagnostics and operations of one API lock it while they are written; two at once are answered
 * 409 PessimisticConcurrencyConflict. Operations import with the API itself, so they count as well.
 */
function checkApiChildren(context: CheckContext): void {
  for (const { identity } of context.ofType(`${service}/apis`)) {
    const prefix = `${identity.id.toLowerCase()}/`;
    const children = context.placed.filter((placed) => placed.identity.id.toLowerCase().startsWith(prefix));
    requireOrder(context, children, `children of API ${identity.name}`);
  }
}

function checkEntity(
  context: CheckContext,
  placed: Placed,
  kind: string,
  name: string,
  what = kind.slice(0, -1),
): void {
  const found = context.find(`${serviceId(placed.identity.id)}/${kind}/${name}`);
  context.require(placed.resource, found, `${what} '${name}'`);
}

function serviceId(id: string): string {
  return /^.*\/providers\/Microsoft\.ApiManagement\/service\/[^/]+/i.exec(id)?.[0] ?? id;
}

function lastSegment(id: string): string {
  return id.slice(id.lastIndexOf("/") + 1);
}
