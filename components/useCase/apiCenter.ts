import * as apicenter from "@pulumi/azure-native/apicenter";
import type * as pulumi from "@pulumi/pulumi";
import { armName, armResourceGroup } from "../armId";
import { serviceKinds } from "../services/plan";
import type { Published } from "./foundries";
import { contractNames } from "./names";

const workspaceName = "default";

/**
 * What API Center has of each kind. Azure's published types are a text of which six are named, and `mcp` and `a2a` are not
 * among them; the AI hub gateway registers servers and agents by these.
 */
const kinds = {
  rest: {
    kind: apicenter.ApiKind.Rest as string,
    summary: "Models behind the GenAI gateway, by an access contract",
    definition: { definitionName: "openapi", title: "OpenAPI" },
  },
  mcp: {
    kind: "mcp",
    summary: "Tools behind the GenAI gateway, by an access contract",
    definition: { definitionName: "mcp", title: "MCP" },
  },
  a2a: {
    kind: "a2a",
    summary: "An agent behind the GenAI gateway, by an access contract",
    definition: { definitionName: "a2a", title: "A2A" },
  },
} as const;

/**
 * Registers each API of a contract: the API, its version, a definition, and where it is deployed, with the URL that clients
 * call. Written here, for what API Management's own synchronization writes is its own host, whoever stands before it.
 * https://learn.microsoft.com/azure/api-center/key-concepts
 */
export function registerApis(
  name: string,
  { agreed, endpoints, commons }: Published,
  options: pulumi.CustomResourceOptions,
): void {
  const { contract, grants, tools, services } = agreed;
  const { apiCenter } = contract;
  if (!apiCenter) return;
  const names = contractNames(contract);
  const service = {
    resourceGroupName: armResourceGroup(apiCenter.serviceId),
    serviceName: armName(apiCenter.serviceId),
    workspaceName,
  };
  const own = { ...options, ...commons.inSubscriptionOf(apiCenter.serviceId) };
  const models = [...new Map(grants.map((grant) => [grant.apiName, grant.api]))];
  const registered = [
    ...models.map(([apiName, { id }]) => ({ apiName, id, ...kinds.rest })),
    ...tools.map(({ label, id, kind }) => ({ apiName: label, id, ...kinds[kind] })),
    ...services.map(({ label, id, kind }) => ({
      ...{ apiName: label, id },
      ...kinds.rest,
      summary: `${serviceKinds[kind].title} behind the GenAI gateway, by an access contract`,
    })),
  ];
  for (const { apiName, id, kind, summary, definition: form } of registered) {
    const label = `${name}-center-${apiName}`;
    const api = new apicenter.Api(
      label,
      {
        ...service,
        apiName: `${names.secret}-${id}`,
        title: `${names.useCase} ${apiName}`,
        kind,
        summary,
        contacts: contract.useCase.owner === undefined ? [] : [{ name: contract.useCase.owner }],
      },
      own,
    );
    const version = new apicenter.ApiVersion(
      `${label}-version`,
      {
        ...service,
        apiName: api.name,
        versionName: contract.useCase.environment.toLowerCase(),
        title: contract.useCase.environment,
        lifecycleStage: apiCenter.lifecycle,
      },
      own,
    );
    const definition = new apicenter.ApiDefinition(
      `${label}-definition`,
      {
        ...service,
        apiName: api.name,
        versionName: version.name,
        ...form,
      },
      own,
    );
    const root = `/workspaces/${workspaceName}`;
    new apicenter.Deployment(
      `${label}-deployment`,
      {
        ...service,
        apiName: api.name,
        deploymentName: contract.useCase.environment.toLowerCase(),
        title: contract.useCase.environment,
        environmentId: `${root}/environments/${apiCenter.environment}`,
        definitionId: definition.name.apply(
          (own) =>
            `${root}/apis/${names.secret}-${id}/versions/${contract.useCase.environment.toLowerCase()}/definitions/${own}`,
        ),
        server: { runtimeUri: [endpoints.apply((urls) => urls[apiName]!)] },
        state: apicenter.DeploymentState.Active,
      },
      own,
    );
  }
}
