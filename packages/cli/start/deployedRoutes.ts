import type { LocalGateway } from "@azure-genai-gateway/local-gateway/gateway/createGateway";

/** Where calls for one name go, as the deployed policies have it. */
export interface DeployedRoute {
  /** Whose routes they are: `anthropic`, `openaiv1`, as the config has the API, in lower case; empty for OpenAI's APIs. */
  readonly format: string;
  /** What callers write; names compare without case, and here they are in lower case. */
  readonly name: string;
  /** In the order in which they are asked. */
  readonly steps: readonly RouteStep[];
}

export interface RouteStep {
  readonly backends: readonly string[];
  /** What an alias stands for in this step; undefined where the name is a deployment's own. */
  readonly deployment?: string;
}

/** Of the first region, from the fragment that shares calls out; none where no policy of this project is deployed. */
export function deployedRoutes({ fragments }: LocalGateway["service"]): readonly DeployedRoute[] {
  const text = [...fragments].find(([id]) => /^balance-/.test(id))?.[1].text ?? "";
  // A name of another region begins with the region and a slash.
  const cases = /case "(?:(\w+):)?([^"/]+)": groups = new JArray\((.*)\); break;/g;
  return [...text.replaceAll("&quot;", '"').matchAll(cases)].map(([, format = "", name, groups]) => ({
    format,
    name: name!,
    steps: groups!.split("new JObject(").slice(1).map(step),
  }));
}

function step(group: string): RouteStep {
  const backends = /"backends", new JArray\(([^)]*)\)/.exec(group)?.[1] ?? "";
  const deployment = /"deployment", "([^"]+)"/.exec(group)?.[1];
  return {
    backends: [...backends.matchAll(/"([^"]+)"/g)].map(([, id]) => id!),
    ...(deployment === undefined ? {} : { deployment }),
  };
}
