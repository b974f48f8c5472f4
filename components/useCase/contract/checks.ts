import type { Problem } from "@azure-genai-gateway/common/problem";
import { email } from "../../config/schema/budgetAlerts";
import { keyName, type ConfigPath, type Locate } from "../../config/source";
import type { Report } from "../report";

/** What has one entry for each name. */
const linked = ["mcpServers", "agents", "services"] as const;

type Loose = Readonly<Record<string, unknown>>;

/** What takes two values of a contract to see. Reads what stands there, sound or not, so that it is told at once. */
export function contractChecks(raw: unknown, locate: Locate): readonly Problem[] {
  const problems: Problem[] = [];
  const report = (code: string, path: ConfigPath, message: string, hint: string) =>
    void problems.push({
      ...{ code, severity: "error", subject: keyName(path), message, hint },
      place: locate(path, "value"),
    });
  const contract = asObject(raw);
  const grants = asList(contract["grants"]).map(asObject);
  modelsGrantedTwice(grants, report);
  limitsAboveTheContracts(contract, grants, report);
  for (const key of linked) namedTwice(key, asList(contract[key]).map(asObject), report);
  if (["grants", ...linked].every((key) => asList(contract[key]).length === 0))
    problems.push({
      ...{ code: "CONTRACT_REQUIRED", severity: "error", subject: "grants" },
      message: "The contract grants nothing",
      hint: "Write grants, mcpServers, agents or services",
      place: locate(["grants"], "key"),
    });
  ownerWithoutAddress(contract, report);
  const unseen = linked.filter((key) => asList(contract[key]).length > 0);
  if (contract["guardrails"] !== undefined && unseen.length > 0)
    problems.push({
      ...{ code: "CONTRACT_GUARDRAIL_UNSEEN", severity: "warning", subject: "guardrails" },
      message: `The guardrail looks at calls of models, and at none of ${unseen.join(", ")}`,
      hint: "Write a contract of its own for them, without guardrails, or leave it where that is meant",
      place: locate(["guardrails"], "value"),
    });
  return problems;
}

/** A call is of one grant: the first that its model is in. */
function modelsGrantedTwice(grants: readonly Loose[], report: Report): void {
  const seen = new Map<string, number>();
  for (const [index, grant] of grants.entries()) {
    const api = grant["api"];
    if (typeof api !== "string") continue;
    const models = grant["models"] === undefined ? [undefined] : asList(grant["models"]);
    for (const [at, model] of models.entries()) {
      if (model !== undefined && typeof model !== "string") continue;
      const key = `${api} ${model?.toLowerCase() ?? "*"}`;
      const first = seen.get(key);
      if (first === undefined) {
        seen.set(key, index);
        continue;
      }
      report(
        "CONTRACT_GRANTED_TWICE",
        model === undefined ? ["grants", index, "api"] : ["grants", index, "models", at],
        model === undefined
          ? `grants[${first}] is for all other models of ${api} too`
          : `grants[${first}] is for "${model}" of ${api} too`,
        "Write it once: each call is counted by one grant",
      );
    }
  }
}

function namedTwice(key: string, all: readonly Loose[], report: Report): void {
  const seen = new Map<unknown, number>();
  for (const [index, { name }] of all.entries()) {
    const first = seen.get(name);
    if (typeof name === "string" && first !== undefined)
      report(
        "CONTRACT_GRANTED_TWICE",
        [key, index, "name"],
        `${key}[${first}] is "${name}" too`,
        "Write it once",
      );
    else seen.set(name, index);
  }
}

/** Limits nest: one that is above what stands around it never refuses anybody. */
function limitsAboveTheContracts(contract: Loose, grants: readonly Loose[], report: Report): void {
  const around = contract["tokensPerMinute"];
  for (const [index, grant] of grants.entries()) {
    const own = grant["tokensPerMinute"];
    if (typeof around === "number" && typeof own === "number" && own > around)
      report(
        "CONTRACT_LIMIT_ABOVE",
        ["grants", index, "tokensPerMinute"],
        `${own} tokens per minute of a use case that has ${around} in all`,
        `Write ${around} or less, or raise the contract's own tokensPerMinute`,
      );
    const [whole, part] = [asObject(contract["quota"]), asObject(grant["quota"])];
    if (
      whole["period"] === part["period"] &&
      typeof whole["tokens"] === "number" &&
      typeof part["tokens"] === "number" &&
      part["tokens"] > whole["tokens"]
    )
      report(
        "CONTRACT_LIMIT_ABOVE",
        ["grants", index, "quota", "tokens"],
        `A quota of ${part["tokens"]} tokens of a use case that has ${whole["tokens"]} in all`,
        `Write ${whole["tokens"]} or less, or raise the contract's own quota`,
      );
  }
}

/** Where alerts name nobody they go to the owner, who has to be an address then. */
function ownerWithoutAddress(contract: Loose, report: Report): void {
  const asking = [
    { key: "budget.alerts", alerts: asObject(contract["budget"])["alerts"] },
    {
      key: "identity.perUser.budget.alerts",
      alerts: asObject(asObject(asObject(contract["identity"])["perUser"])["budget"])["alerts"],
    },
    { key: "alerts", alerts: contract["alerts"] },
  ].filter(({ alerts }) => alerts !== undefined && asObject(alerts)["emails"] === undefined);
  const { owner } = asObject(contract["useCase"]);
  if (asking.length === 0 || email.safeParse(owner).success) return;
  report(
    "CONTRACT_OWNER_ADDRESS",
    owner === undefined ? ["useCase"] : ["useCase", "owner"],
    `${asking.map(({ key }) => key).join(" and ")} ${asking.length === 1 ? "goes" : "go"} to the owner, ${owner === undefined ? "who is not named" : "whose name is no address"}`,
    "Write an address that mail can go to as owner, or emails beside the alerts",
  );
}

function asObject(value: unknown): Loose {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Loose) : {};
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
