import { packageCatalogue } from "@azure-genai-gateway/catalogue";
import { ProblemsError } from "@azure-genai-gateway/common/problem";
import { admit, unrefused } from "./admit";
import { crossChecks } from "./crossChecks";
import { salvage } from "./salvage";
import { packageProviders, type Providers } from "../providers";
import { configSchemaOf, type GatewayConfig, type GatewayConfigInput } from "./schema";
import { schemaProblems, withoutLibrarysWords } from "./schemaProblems";

/**
 * Checks some keys of a config and puts their defaults in, for a component that needs no others. A part that is checked
 * already comes back as it is. Throws a ProblemsError that lists every mistake.
 */
export function requireConfigPart<Key extends keyof GatewayConfig>(
  keys: readonly Key[],
  raw: Pick<GatewayConfigInput, Key>,
  providers: Providers = packageProviders,
): Pick<GatewayConfig, Key> {
  const nowhere = () => undefined;
  const wanted = Object.fromEntries(keys.map((key) => [key, raw[key]]));
  const schema = configSchemaOf(providers);
  const admitted = admit(wanted, nowhere, schema);
  const mask = Object.fromEntries(keys.map((key) => [key, true])) as Record<keyof GatewayConfig, true>;
  const result = schema.pick(mask).safeParse(admitted.raw, withoutLibrarysWords);
  const issues = unrefused(result.success ? [] : result.error.issues, admitted);
  const problems = [
    ...admitted.problems,
    ...schemaProblems(issues, admitted.raw, nowhere, schema),
    ...crossChecks(salvage(admitted.raw, issues), nowhere, packageCatalogue(), providers),
  ].filter(({ severity }) => severity === "error");
  if (!result.success || problems.length > 0)
    throw new ProblemsError("The component's arguments have mistakes", problems);
  return result.data;
}
