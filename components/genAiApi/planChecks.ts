import type { Problem } from "@azure-genai-gateway/common/problem";
import { modelsWithAliases } from "../aliases";
import type { BackendPlan } from "../backendPlan";
import type { AnyApiName, GatewayConfig } from "../config/schema";
import type { PolicyFiles } from "../policyFiles";
import type { ProviderApiFacts } from "../providers";
import { allModels } from "./modelFacts";

/** The fragments that every provider's folder has, and what for. */
const fragments = {
  "read-request": "what a call asks for",
  "read-usage": "what an answer states",
  "shape-error": "an error of the gateway in the provider's shape",
} as const;

/**
 * What a provider's folder lacks, each file by its name; empty where it is complete. Of a whole folder the paths have to
 * have the parameter that its definition says the model stands in.
 */
export function missingFiles(facts: ProviderApiFacts, files: PolicyFiles): readonly Problem[] {
  const { id, modelInPath, answersAs = id } = facts;
  const lacks = (file: string, what: string): Problem => ({
    code: "PROVIDER_FILE_MISSING",
    severity: "error",
    subject: `provider ${id}`,
    message: `There is no providers/${id}/${file}: ${what}`,
    hint: `Put it into the folder that \`policies\` names; policies/providers/anthropic/${file} of the package is one to copy`,
  });
  const definition = files.openApi.get(id);
  return [
    ...(definition ? [] : [lacks("openapi.json", "what clients may call")]),
    ...Object.entries(fragments).flatMap(([name, what]) =>
      files.fragments.has(`${name === "read-request" ? id : answersAs}-${name}`)
        ? []
        : [lacks(`${name}.xml`, what)],
    ),
    ...(definition && modelInPath !== undefined && !definition.text.includes(`{${modelInPath}}`)
      ? [
          {
            code: "PROVIDER_MODEL_IN_PATH",
            severity: "error" as const,
            subject: `provider ${id}`,
            message: `No path has {${modelInPath}}, in which the definition says that the model stands`,
            hint: "Write api.modelInPath as the paths have it, or leave it out where the body names the model",
            place: { file: definition.file, line: 1, column: 1 },
          },
        ]
      : []),
  ];
}

/**
 * That some API is declared, and each under a path of its own. A whole config's checks say it with its place; of a part
 * that a component is given, only the plan tells which APIs there are.
 */
export function apiProblems(
  declared: readonly { readonly name: AnyApiName }[],
  { apis }: Pick<GatewayConfig, "apis">,
): readonly Problem[] {
  if (declared.length === 0)
    return [
      {
        ...{ code: "CONFIG_NO_API", severity: "error", subject: "apis" },
        message: "No API is enabled that some backend speaks",
        hint: "Enable one, or add a backend",
      },
    ];
  const taken = new Map<string, AnyApiName>();
  return declared.flatMap(({ name }): Problem[] => {
    const path = apis[name].path.toLowerCase();
    const other = taken.get(path);
    if (other === undefined) taken.set(path, name);
    return other === undefined
      ? []
      : [
          {
            ...{ code: "CONFIG_DUPLICATE_PATH", severity: "error", subject: `apis.${name}.path` },
            message: `APIs ${other} and ${name} both have the path "${apis[name].path}"`,
            hint: "Give each API a path of its own",
          },
        ];
  });
}

/** A config's check says it with its place; a list that names nothing must not mean all. */
export function unknownModels(plan: BackendPlan, products: GatewayConfig["products"]): Problem[] {
  const names = Object.keys(modelsWithAliases({ models: allModels(plan), aliases: plan.aliases }));
  const known = new Set(names.map((name) => name.toLowerCase()));
  return products.flatMap(({ name, models = [] }) =>
    models
      .filter((model) => !known.has(model.toLowerCase()))
      .map((model) => ({
        code: "CONFIG_UNKNOWN_MODEL",
        severity: "error" as const,
        subject: `product ${name}`,
        message: `No backend has a deployment "${model}"`,
        hint: `Deployments: ${names.join(", ")}`,
      })),
  );
}
