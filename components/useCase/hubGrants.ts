import { nearestWord } from "@azure-genai-gateway/common/nearestWord";
import type { Contract, Grant } from "./contract/schema";
import type { PlannedHub } from "./hub";
import type { Report } from "./report";

/** A grant with the gateway's own names: what its calls are known by there. */
export interface ResolvedGrant extends Omit<Grant, "api" | "models"> {
  /** Its place among the contract's. */
  readonly index: number;
  readonly apiName: string;
  readonly api: PlannedHub["apis"][string];
  /** As the gateway spells them; never empty. */
  readonly models: readonly string[];
}

/** Grants in the words of the gateway; those that it cannot give are told. */
export function resolveGrants(contract: Contract, hub: PlannedHub, report: Report): readonly ResolvedGrant[] {
  return contract.grants.flatMap((grant, index) => {
    const path = ["grants", index];
    const api = Object.hasOwn(hub.apis, grant.api) ? hub.apis[grant.api] : undefined;
    if (!api) {
      const names = Object.keys(hub.apis);
      const near = nearestWord(grant.api, names);
      report(
        "CONTRACT_UNKNOWN_API",
        [...path, "api"],
        `The gateway has no API "${grant.api}" for contracts`,
        near ? `Did you mean ${near}?` : `APIs: ${names.join(", ") || "none"}`,
      );
      return [];
    }
    const models = grant.models
      ? grant.models.flatMap((model, at) => {
          const found = api.models.find((one) => one.toLowerCase() === model.toLowerCase());
          if (found !== undefined) return [found];
          const near = nearestWord(model, api.models);
          report(
            "CONTRACT_UNKNOWN_MODEL",
            [...path, "models", at],
            `The gateway has no model "${model}" for contracts under ${grant.api}`,
            near ? `Did you mean ${near}?` : `Models there: ${api.models.join(", ")}`,
          );
          return [];
        })
      : unnamed(api.models, grant.api, contract);
    if (models.length > 0) return [{ ...grant, index, apiName: grant.api, api, models }];
    if (!grant.models)
      report(
        "CONTRACT_NO_MODEL",
        [...path, "api"],
        `Other grants name every model of ${grant.api}, so that none is left for this one`,
        "Take the grant out, or name its models",
      );
    return [];
  });
}

/** The models of an API that no grant names. */
function unnamed(models: readonly string[], api: string, { grants }: Contract): readonly string[] {
  const named = new Set(
    grants
      .filter((grant) => grant.api === api)
      .flatMap((grant) => (grant.models ?? []).map((model) => model.toLowerCase())),
  );
  return models.filter((model) => !named.has(model.toLowerCase()));
}
