import { packageCatalogue } from "@azure-genai-gateway/catalogue";
import { ProblemsError } from "@azure-genai-gateway/common/problem";
import { admit, unrefused } from "./admit";
import { crossChecks } from "./crossChecks";
import { salvage } from "./salvage";
import { gatewayConfigSchema, type GatewayConfig, type GatewayConfigInput } from "./schema";
import { schemaProblems, withoutLibrarysWords } from "./schemaProblems";

/**
 * Checks some keys of a config and puts their defaults in, for a component that needs no others. A part that is checked
 * already comes back as it is. Throws a ProblemsError that lists every mistake.
 */
export function requireConfigPart<Key extends keyof GatewayConfig>(
  keys: readonly Key[],
  raw: Pick<GatewayConfigInput, Key>,
): Pick<GatewayConfig, Key> {
  const nowhere = () => undefined;
  const wanted = Object.fromEntries(keys.map((key) => [key, raw[key]]));
  const admitted = admit(wanted, nowhere);
  const mask = Object.fromEntries(keys.map((key) => [key, true])) as Record<keyof GatewayConfig, true>;
  const result = gatewayConfigSchema.pick(mask).safeParse(admitted.raw, withoutLibrarysWords);
  const issues = unrefused(result.success ? [] : result.error.issues, admitted);
  const problems = [
    ...admitted.problems,
    ...schemaProblems(issues, admitted.raw, nowhere),
    ...crossChecks(salvage(admitted.raw, issues), nowhere, packageCatalogue()),
  ].filter(({ severity }) => severity === "error");
  if (!result.success || problems.length > 0)
    throw new ProblemsError("The component's arguments have mistakes", problems);
  return result.data;
}
