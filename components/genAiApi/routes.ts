import { aliasesUnder, aliasGroups, type Aliases, type AliasGroup } from "../aliases";
import type { BackendPlan, RegionPlan, RouteGroup, Routes } from "../backendPlan";
import type { ApiRoutes, ProviderPlan } from "../providerPlan";
import { csharpText, escapeXml, type TemplateParameters } from "../policyTemplates";

/**
 * What the fragments balance-* are filled with: the groups of each deployment as a case of a C# switch, so that a call
 * makes those of its own deployment and no others. Pure.
 */
export function routeParameters(plan: BackendPlan): TemplateParameters {
  const ofRegion = regionText(plan);
  const others = Object.entries(plan.providers?.routes ?? {});
  const all = (
    of: (region: Pick<RegionPlan, "routes" | "roundRobinRoutes">) => Routes,
    ofLatency?: (routes: Pick<ApiRoutes, "latencyRoutes">) => Routes,
  ) =>
    [
      ["", { ...plan, aliases: aliasesUnder("azureOpenAi", plan.aliases) }] as const,
      ...others.map(
        ([api, routes]) =>
          [
            routePrefix(api),
            { ...routes, aliases: aliasesUnder(api as keyof ProviderPlan["routes"], plan.aliases) },
          ] as const,
      ),
    ].flatMap(([prefix, routes]) => cases(routes, ofLatency ? () => ofLatency(routes) : of, prefix));
  return {
    routeRegion: others.length === 0 ? ofRegion : `${ofRegion} + ${formatVariable}`,
    routes: all(({ routes }) => routes),
    roundRobinRoutes: all(({ roundRobinRoutes }) => roundRobinRoutes),
    latencyRoutes: all(
      ({ routes }) => routes,
      ({ latencyRoutes }) => latencyRoutes,
    ),
  };
}

/** C# of what stands in front of the name in the cases of a region; the first region's serve any that has none of its own. */
export function regionText({ additionalLocations }: Pick<BackendPlan, "additionalLocations">): string {
  const elsewhere = Object.keys(additionalLocations).map((name) => csharpText(`${name}/`));
  return elsewhere.length === 0
    ? '""'
    : `(new [] { ${elsewhere.join(", ")} }.FirstOrDefault(name => name == (string)context.Variables["genai-region"] + "/") ?? "")`;
}

/** C# of backends that are asked one after another, each in a group of its own. */
export function oneByOne(backends: readonly string[]): string {
  const groups = backends.map((id, index) => group({ priority: index + 1, backends: [id], turns: "0" }));
  return groups.length === 0 ? "new JObject[0]" : `new [] { ${groups.join(", ")} }`;
}

/** Which API's routes are meant; empty for Azure OpenAI's. */
const formatVariable = 'context.Variables.GetValueOrDefault<string>("genai-format", "")';

/** In front of a model's name in the routes of an API that has some of its own. */
function routePrefix(api: string): string {
  return `${api.toLowerCase()}:`;
}

/** Says that a call takes the routes of an API, where a plan has some for it. */
export function chooseRoutes(plan: Pick<BackendPlan, "providers">, api: string): readonly string[] {
  const own: Readonly<Record<string, unknown>> = plan.providers?.routes ?? {};
  return own[api] === undefined ? [] : [`<set-variable name="genai-format" value="${routePrefix(api)}" />`];
}

/** `case "gpt-5.4": ...` in the first region, `case "francecentral/gpt-5.4": ...` in others. */
function cases(
  plan: Omit<ApiRoutes, "latencyRoutes"> & { readonly aliases: Aliases },
  of: (region: Pick<RegionPlan, "routes" | "roundRobinRoutes">) => Routes,
  format: string,
): readonly string[] {
  const elsewhere = Object.entries(plan.additionalLocations);
  const regions: readonly (readonly [prefix: string, routes: Routes])[] = [
    [format, of(plan)],
    ...elsewhere.map(([name, region]) => [`${name}/${format}`, of(region)] as const),
  ];
  return regions.flatMap(([prefix, routes]) =>
    [
      ...Object.entries(routes),
      ...Object.entries(plan.aliases).map(([name, alias]) => [name, aliasGroups(alias, routes)] as const),
    ].map(([deployment, groups]) =>
      escapeXml(
        `case ${csharpText(prefix + deployment.toLowerCase())}: groups = new JArray(${groups.map(group).join(", ")}); break;`,
      ),
    ),
  );
}

function group({ priority, backends, turns, ...member }: RouteGroup & Partial<AliasGroup>): string {
  const names = backends.map(csharpText).join(", ");
  const more = [
    ...(member.deployment === undefined
      ? []
      : [`new JProperty("deployment", ${csharpText(member.deployment)})`]),
    ...(member.share === undefined ? [] : [`new JProperty("share", ${member.share})`]),
  ];
  const own = `new JProperty("priority", ${priority}), new JProperty("backends", new JArray(${names})), new JProperty("turns", ${csharpText(turns)})`;
  return `new JObject(${[own, ...more].join(", ")})`;
}
