import { aliasGroups, type AliasGroup } from "../aliases";
import type { BackendPlan, RegionPlan, RouteGroup, Routes } from "../backendPlan";
import { escapeCsharpString, escapeXml, type TemplateParameters } from "../policyTemplates";

/**
 * What the fragments balance-* are filled with: the groups of each deployment as a case of a C# switch, so that a call
 * makes those of its own deployment and no others. Pure.
 */
export function routeParameters(plan: BackendPlan): TemplateParameters {
  const elsewhere = Object.keys(plan.additionalLocations);
  const region = 'context.Variables["genai-region"]';
  return {
    // The first region's groups serve any region that has none of its own.
    routeRegion:
      elsewhere.length === 0
        ? '""'
        : `(new [] { ${elsewhere.map((name) => `"${name}/"`).join(", ")} }.FirstOrDefault(name => name == (string)${region} + "/") ?? "")`,
    routes: cases(plan, ({ routes }) => routes),
    roundRobinRoutes: cases(plan, ({ roundRobinRoutes }) => roundRobinRoutes),
    latencyRoutes: cases(plan, () => plan.latencyRoutes),
  };
}

/** `case "gpt-5.4": ...` in the first region, `case "francecentral/gpt-5.4": ...` in others. */
function cases(plan: BackendPlan, of: (region: RegionPlan) => Routes): readonly string[] {
  const elsewhere = Object.entries(plan.additionalLocations);
  const regions: readonly (readonly [prefix: string, routes: Routes])[] = [
    ["", of(plan)],
    ...elsewhere.map(([name, region]) => [`${name}/`, of(region)] as const),
  ];
  return regions.flatMap(([prefix, routes]) =>
    [
      ...Object.entries(routes),
      ...Object.entries(plan.aliases).map(([name, alias]) => [name, aliasGroups(alias, routes)] as const),
    ].map(([deployment, groups]) =>
      escapeXml(
        `case ${text(prefix + deployment.toLowerCase())}: groups = new JArray(${groups.map(group).join(", ")}); break;`,
      ),
    ),
  );
}

function group({ priority, backends, turns, ...member }: RouteGroup & Partial<AliasGroup>): string {
  const names = backends.map(text).join(", ");
  const more = [
    ...(member.deployment === undefined ? [] : [`new JProperty("deployment", ${text(member.deployment)})`]),
    ...(member.share === undefined ? [] : [`new JProperty("share", ${member.share})`]),
  ];
  const own = `new JProperty("priority", ${priority}), new JProperty("backends", new JArray(${names})), new JProperty("turns", ${text(turns)})`;
  return `new JObject(${[own, ...more].join(", ")})`;
}

function text(value: string): string {
  return `"${escapeCsharpString(value)}"`;
}
