import { nearestWord } from "@azure-genai-gateway/common/nearestWord";
import type { ConfigPath } from "../config/source";
import type { Contract } from "./contract/schema";
import type { PlannedHub } from "./hub";
import type { Report } from "./report";

/** A service that is no model, as a contract may call it. */
export interface ResolvedService {
  readonly name: string;
  /** `service-knowledge`: no API is named so. */
  readonly label: string;
  readonly kind: PlannedHub["services"][string]["kind"];
  /** The API's id in API Management. */
  readonly id: string;
  /** What clients write as the service's endpoint, below the gateway's URL; empty for that URL itself. */
  readonly path: string;
  /** Its indexes, or models, that may be asked; never empty. */
  readonly allowed: readonly string[];
  readonly callsPerMinute?: number | undefined;
}

type Grant = Contract["services"][number];

/** The services of a contract; what the gateway has not, or has for others, is reported. */
export function resolveServices(
  { services }: Pick<Contract, "services">,
  hub: PlannedHub,
  report: Report,
): readonly ResolvedService[] {
  return services.flatMap((grant, index): readonly ResolvedService[] => {
    const path = ["services", index];
    const { name, callsPerMinute } = grant;
    const service = Object.hasOwn(hub.services, name) ? hub.services[name] : undefined;
    if (!service) {
      const names = Object.keys(hub.services);
      const near = nearestWord(name, names);
      report(
        "CONTRACT_UNKNOWN_SERVICE",
        [...path, "name"],
        `The gateway has no service "${name}" for contracts`,
        near ? `Did you mean ${near}?` : `There are: ${names.join(", ") || "none"}`,
      );
      return [];
    }
    const { id, kind, path: below, callsPerMinute: most } = service;
    if (callsPerMinute !== undefined && most !== undefined && callsPerMinute > most)
      report(
        "CONTRACT_LIMIT_ABOVE",
        [...path, "callsPerMinute"],
        `${callsPerMinute} calls per minute of service ${name}, of which any key may make ${most}`,
        `Write ${most} or less, or ask the platform team for services[].callsPerMinute`,
      );
    const allowed = allowedOf(grant, service, path, report);
    return [{ ...{ name, label: `service-${name}`, kind, id, path: below }, allowed, callsPerMinute }];
  });
}

const keys = {
  search: { own: "indexes", other: "models", one: "index" },
  documentIntelligence: { own: "models", other: "indexes", one: "model" },
} as const;

/** Names compare with case, as the service's API compares them. */
function allowedOf(
  grant: Grant,
  { kind, offered }: PlannedHub["services"][string],
  path: ConfigPath,
  report: Report,
): readonly string[] {
  const { own, other, one } = keys[kind];
  if (grant[other] !== undefined)
    report(
      "CONTRACT_SERVICE_KEY",
      [...path, other],
      `Service ${grant.name} is of kind ${kind} and has no ${other}`,
      `Write ${own}, or take the key out`,
    );
  for (const [at, name] of (grant[own] ?? []).entries()) {
    if (offered.includes(name)) continue;
    const near = nearestWord(name, offered);
    report(
      "CONTRACT_SERVICE_UNKNOWN",
      [...path, own, at],
      `Service ${grant.name} has no ${one} "${name}" for contracts`,
      near ? `Did you mean ${near}?` : `There are: ${offered.join(", ")}`,
    );
  }
  return grant[own] ?? offered;
}
