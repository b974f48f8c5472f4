import type { GenAiGateway } from "../components";
import type { PropertySpec } from "./packageSchema";

interface OutputSpec {
  readonly spec: PropertySpec & { readonly description: string };
  /** Not in every stack. */
  readonly optional?: true;
}

const text: PropertySpec = { type: "string" };
const map: PropertySpec = { type: "object", additionalProperties: text };
const list: PropertySpec = { type: "array", items: text };

/** Every output of the component, as Pulumi's other languages get it. */
export const outputs = {
  gatewayUrl: { spec: { ...text, description: "Where clients send their calls." } },
  apiPaths: {
    spec: { ...map, description: "Path of each API below gatewayUrl, by its name in the config." },
  },
  toolPaths: {
    optional: true,
    spec: {
      ...map,
      description:
        "Path of each MCP server and agent below gatewayUrl, by its name: an MCP server is called at PATH/mcp, an agent at PATH/a2a. Absent where there are none.",
    },
  },
  servicePaths: {
    optional: true,
    spec: {
      ...map,
      description:
        "What clients of each service write as its endpoint, below gatewayUrl, by its name: empty for gatewayUrl itself. Absent where there are none.",
    },
  },
  productIds: { spec: { ...list, description: "Ids of the products." } },
  subscriptionKeys: {
    spec: { ...map, secret: true, description: "Primary key of each subscription, by its name." },
  },
  secondaryKeys: {
    spec: {
      ...map,
      secret: true,
      description: "Secondary key of each subscription, by its name: for rotation.",
    },
  },
  publicName: {
    optional: true,
    spec: {
      ...text,
      description:
        "What ingress.hostName has to be a CNAME of, or what clients call where there is none. Absent without an ingress.",
    },
  },
  certificate: {
    optional: true,
    spec: {
      ...text,
      description:
        "PEM of the certificate that the ingress made for itself: clients have to trust it. Absent where ingress.certificateSecretId names another, and without an ingress.",
    },
  },
  eventHubNames: {
    spec: {
      ...list,
      description: "Event Hub of each region that usage events go to, the first location first.",
    },
  },
  eventHubNamespaces: {
    spec: {
      ...map,
      description:
        "Host name of each region's Event Hubs namespace, by location: each region writes its usage events to its own.",
    },
  },
  privateEndpoints: {
    spec: { ...map, description: "Ids of the private endpoints, by what they lead to." },
  },
  backendPlan: {
    spec: {
      $ref: "pulumi.json#/Any",
      description:
        "What was made of backends: kind, priority, weight and host of each, the turns of every deployment, the breaker.",
    },
  },
  hub: {
    optional: true,
    spec: {
      $ref: "pulumi.json#/Any",
      description: "What access contracts know of the gateway. Absent where it takes none.",
    },
  },
} as const satisfies Partial<Record<keyof GenAiGateway, OutputSpec>> as Readonly<
  Partial<Record<keyof GenAiGateway, OutputSpec>>
>;
