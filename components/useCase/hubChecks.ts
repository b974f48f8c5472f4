import type { Problem } from "@azure-genai-gateway/common/problem";
import { keyName } from "../config/source";
import type { ContractFile } from "./contract/read";
import type { Contract } from "./contract/schema";
import type { PlannedHub } from "./hub";
import { checkCache, checkIdentity } from "./hubCallers";
import { resolveGrants, type ResolvedGrant } from "./hubGrants";
import { checkCapacity, checkCounting, checkFloor } from "./hubLimits";
import { resolveServices, type ResolvedService } from "./hubServices";
import { resolveTools, type ResolvedTools } from "./hubTools";
import type { Report } from "./report";

export interface AgreedContract {
  readonly contract: Contract;
  readonly grants: readonly ResolvedGrant[];
  /** MCP servers and agents. */
  readonly tools: readonly ResolvedTools[];
  /** That are no models. */
  readonly services: readonly ResolvedService[];
  readonly chargePtu: NonNullable<Contract["chargePtu"]>;
  /** Of the gateway. */
  readonly hubModels: PlannedHub["models"];
}

/** What a contract's product has access to, each once. */
export function linkedApis({
  grants,
  tools,
  services,
}: Pick<AgreedContract, "grants" | "tools" | "services">): readonly {
  /** The API's name in the contract; of others `mcp-NAME`, `a2a-NAME` and `service-NAME`. */
  readonly label: string;
  readonly id: string;
  /** Below the gateway's URL. */
  readonly path: string;
}[] {
  return [
    ...[...new Map(grants.map((grant) => [grant.apiName, grant.api]))].map(([label, { id, path }]) => ({
      ...{ label, id, path },
    })),
    ...[...tools, ...services].map(({ label, id, path }) => ({ label, id, path })),
  ];
}

/**
 * Whether a gateway gives what a contract asks for: every reason why not, each with its place in the contract.
 * @param problems gets them; without an error among them, what is returned can be declared
 */
export function agree(file: ContractFile, hub: PlannedHub, problems: Problem[]): AgreedContract {
  const { contract, locate } = file;
  const report: Report = (code, path, message, hint) =>
    void problems.push({
      ...{ code, severity: "error", subject: keyName(path), message, hint },
      place: locate(path, "value"),
    });
  const grants = resolveGrants(contract, hub, report);
  const tools = resolveTools(contract, hub, report);
  const services = resolveServices(contract, hub, report);
  checkFloor(contract, services, hub, report);
  checkCapacity(contract, grants, hub, report);
  checkCounting(contract, grants, services, hub, report);
  checkIdentity(contract, hub, report);
  checkCache(contract, hub, report);
  const [usual] = hub.contracts.chargePtu;
  const chargePtu = contract.chargePtu ?? usual ?? "payg";
  if (!hub.contracts.chargePtu.includes(chargePtu))
    report(
      "CONTRACT_CHARGE",
      ["chargePtu"],
      `The gateway charges no contract by "${chargePtu}"`,
      `Write one of: ${hub.contracts.chargePtu.join(", ")}`,
    );
  if (!hub.contracts.alerts)
    for (const path of [
      ...(contract.budget?.alerts ? [["budget", "alerts"]] : []),
      ...(contract.identity?.perUser?.budget?.alerts ? [["identity", "perUser", "budget", "alerts"]] : []),
      ...(contract.alerts ? [["alerts"]] : []),
    ])
      report(
        "CONTRACT_ALERTS",
        path,
        "The gateway does not count what alerts of contracts look at",
        "Take the key out, or ask the platform team for contracts.alerts",
      );
  for (const [index, { api }] of contract.publish.foundries.entries())
    if (!grants.some(({ apiName }) => (api ? [api] : ["azureOpenAi", "openAiV1"]).includes(apiName)))
      report(
        "CONTRACT_FOUNDRY_API",
        ["publish", "foundries", index, ...(api ? ["api"] : [])],
        `Foundry calls ${api ?? "azureOpenAi or openAiV1"}, of which the contract has no grant`,
        `Add a grant of ${api ?? "azureOpenAi"}`,
      );
  if (contract.identity?.mode === "both" && contract.publish.foundries.length > 0)
    report(
      "CONTRACT_FOUNDRY_IDENTITY",
      ["publish", "foundries"],
      "A connection of Foundry's sends the key alone, and the contract asks for a token beside it, so every call would be 401",
      "Take foundries out, or give the project a contract by key",
    );
  return { contract, grants, tools, services, chargePtu, hubModels: hub.models };
}
