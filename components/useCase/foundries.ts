import { ProjectConnection } from "@pulumi/azure-native/cognitiveservices";
import type * as pulumi from "@pulumi/pulumi";
import { armName, armResourceGroup } from "../armId";
import type { UseCaseCommons } from "./commons";
import type { Contract } from "./contract/schema";
import type { PlannedHub } from "./hub";
import type { AgreedContract } from "./hubChecks";

export interface Published {
  readonly agreed: AgreedContract;
  readonly key: pulumi.Output<string>;
  readonly endpoints: pulumi.Output<Readonly<Record<string, string>>>;
  readonly commons: UseCaseCommons;
}

/**
 * A connection of category ApiManagement in each project that the contract names. The key stands in `credentials` and
 * nowhere else: what is in `metadata`, `customHeaders` too, is shown to whoever reads the connection.
 * https://learn.microsoft.com/azure/foundry/agents/how-to/ai-gateway
 */
export function declareFoundries(
  name: string,
  { agreed, key, endpoints, commons }: Published,
  {
    waitsFor,
    ...options
  }: Omit<pulumi.CustomResourceOptions, "dependsOn"> & {
    readonly waitsFor: readonly pulumi.Resource[];
  },
): void {
  for (const foundry of agreed.contract.publish.foundries) {
    const { projectId, api, models, shared } = foundry;
    const own = connectionName(foundry);
    const called = foundryApi(agreed, api);
    if (called === undefined) continue;
    const [account = "", project = ""] = projectId
      .split("/")
      .slice(-3)
      .filter((_, at) => at !== 1);
    // One account's children are changed one at a time.
    const sequence = commons.sequence(`account ${account}`);
    const connection = new ProjectConnection(
      `${name}-${account}-${project}-${own}`,
      {
        resourceGroupName: armResourceGroup(projectId),
        accountName: account,
        projectName: armName(projectId),
        connectionName: own,
        properties: {
          authType: "ApiKey",
          category: "ApiManagement",
          target: endpoints.apply((urls) => urls[called]!),
          credentials: { key },
          isSharedToAll: shared,
          metadata: connectionMetadata(called, models === "list" ? agreed : undefined, agreed.hubModels),
        },
      },
      {
        ...options,
        ...commons.inSubscriptionOf(projectId),
        dependsOn: [...waitsFor, ...sequence.before],
        additionalSecretOutputs: ["properties.credentials"],
      },
    );
    sequence.add(connection);
  }
}

/** What agents name models behind. */
export const connectionName = ({
  name = "genai-gateway",
}: Pick<Contract["publish"]["foundries"][number], "name">): string => name;

/** The API that a project calls; undefined where the contract has no grant of it, which `agree` has told. */
export function foundryApi(
  { grants }: Pick<AgreedContract, "grants">,
  asked: "azureOpenAi" | "openAiV1" | undefined,
): "azureOpenAi" | "openAiV1" | undefined {
  const wanted = asked ? [asked] : (["azureOpenAi", "openAiV1"] as const);
  return wanted.find((api) => grants.some(({ apiName }) => apiName === api));
}

/**
 * What Foundry reads of a connection, all of it text. Where nothing else is said it lists models by GET /deployments and
 * GET /deployments/NAME, in Azure's form.
 */
export function connectionMetadata(
  api: "azureOpenAi" | "openAiV1",
  listed: AgreedContract | undefined,
  models: PlannedHub["models"],
): Readonly<Record<string, string>> {
  const inPath = api === "azureOpenAi";
  return {
    deploymentInPath: String(inPath),
    ...(inPath ? { inferenceAPIVersion: "2024-10-21" } : {}),
    ...(listed
      ? {
          models: JSON.stringify(
            listed.grants
              .filter(({ apiName }) => apiName === api)
              .flatMap((grant) => grant.models)
              .map((name) => {
                const { model, version, format } = models[name] ?? {
                  model: name,
                  version: "",
                  format: "OpenAI",
                };
                return { name, properties: { model: { name: model, version, format } } };
              }),
          ),
        }
      : inPath
        ? {}
        : {
            modelDiscovery: JSON.stringify({
              listModelsEndpoint: "/models",
              getModelEndpoint: "/models/{deploymentName}",
              deploymentProvider: "OpenAI",
            }),
          }),
  };
}
