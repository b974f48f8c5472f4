import { createHash } from "node:crypto";
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
 * What API Center takes: names of 3 to 90 letters, digits and hyphens, titles of 50 characters, contacts' names of 100.
 * https://learn.microsoft.com/azure/templates/microsoft.apicenter/services/workspaces/apis
 */
const longest = { name: 90, title: 50, contact: 100 };

/** Cut where it is too long, with a mark of what it was cut from, so that two names stay two. */
function nameIn(text: string): string {
  if (text.length <= longest.name) return text;
  const mark = createHash("sha256").update(text).digest("hex").slice(0, 6);
  return `${text.slice(0, longest.name - 7)}-${mark}`;
}

const shown = (text: string, most: number) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

/** `qa` is a name of an environment, and of nothing in API Center. No environment has a hyphen. */
const versionOf = (environment: string) =>
  environment.length < 3 ? `env-${environment.toLowerCase()}` : environment.toLowerCase();

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
  const { owner, environment } = contract.useCase;
  const version = versionOf(environment);
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
    const called = nameIn(`${names.secret}-${id}`);
    const api = new apicenter.Api(
      label,
      {
        ...service,
        apiName: called,
        title: shown(`${names.useCase} ${apiName}`, longest.title),
        kind,
        summary,
        contacts: owner === undefined ? [] : [{ name: shown(owner, longest.contact) }],
      },
      own,
    );
    const itsVersion = new apicenter.ApiVersion(
      `${label}-version`,
      {
        ...service,
        apiName: api.name,
        versionName: version,
        title: environment,
        lifecycleStage: apiCenter.lifecycle,
      },
      own,
    );
    const definition = new apicenter.ApiDefinition(
      `${label}-definition`,
      {
        ...service,
        apiName: api.name,
        versionName: itsVersion.name,
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
        deploymentName: version,
        title: environment,
        environmentId: `${root}/environments/${apiCenter.environment}`,
        definitionId: definition.name.apply(
          (itsName) => `${root}/apis/${called}/versions/${version}/definitions/${itsName}`,
        ),
        server: { runtimeUri: [endpoints.apply((urls) => urls[apiName]!)] },
        state: apicenter.DeploymentState.Active,
      },
      own,
    );
  }
}
