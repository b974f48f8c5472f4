import {
  assessDeployment,
  describeAge,
  oldBlocks,
  regionOf,
  type Catalogue,
  type Finding,
} from "@azure-genai-gateway/catalogue";
import type { Place, Problem } from "@azure-genai-gateway/common/problem";
import { regionName } from "@azure-genai-gateway/common/region";
import { nearestWord } from "@azure-genai-gateway/common/nearestWord";
import { record, textOf, typeWithoutVersion } from "./cost/inputs";
import type { CostedResource } from "./cost/types";

export interface FindingsOptions {
  readonly catalogue: Catalogue;
  /** YYYY-MM-DD; what is retired is judged by it. */
  readonly today: string;
  /** Where a deployment's value stands in a file of the user's. */
  readonly placeOf?: (deployment: ModelDeployment, about: Finding["about"]) => Place | undefined;
}

export interface ModelDeployment {
  /** Of the resource. */
  readonly name: string;
  readonly account: string;
  readonly model: string;
  readonly version: string;
  readonly sku: string;
  readonly capacity?: unknown;
  readonly location?: string;
  readonly versionUpgradeOption?: string;
}

/**
 * What the catalogue has against declared resources: models that are retired or will be, that are not sold where or as
 * what they are declared, regions that do not exist, quota that is shared. Errors are what Azure would refuse.
 */
export function modelFindings(
  resources: readonly CostedResource[],
  options: FindingsOptions,
): readonly Problem[] {
  const { catalogue, today } = options;
  const deployments = deploymentsOf(resources);
  return [
    ...regionFindings(resources, catalogue),
    ...assessed(deployments, options),
    ...sharedQuota(deployments, catalogue),
    ...age(catalogue, today),
  ];
}

/** What the catalogue says of each deployment; what it says of several alike is told once, with the names of all. */
function assessed(
  deployments: readonly ModelDeployment[],
  { catalogue, today, placeOf = () => undefined }: FindingsOptions,
): readonly Problem[] {
  const found = new Map<string, { problem: Problem; names: string[] }>();
  for (const deployment of deployments)
    for (const { code, severity, message, hint, about } of assessDeployment(catalogue, deployment, today)) {
      const known = found.get(`${code}\n${message}`);
      if (known) {
        known.names.push(deployment.name);
        continue;
      }
      const place = placeOf(deployment, about);
      const problem = { code, severity, message, hint, ...(place ? { place } : {}) };
      found.set(`${code}\n${message}`, { problem, names: [deployment.name] });
    }
  return [...found.values()].map(({ problem, names }) => ({ ...problem, subject: names.join(", ") }));
}

/** Deployments of models, with the region of their account where this program declares it. */
export function deploymentsOf(resources: readonly CostedResource[]): readonly ModelDeployment[] {
  const ofType = (type: string) =>
    resources.filter(
      (resource) => typeWithoutVersion(resource.type) === `azure-native:cognitiveservices:${type}`,
    );
  const locations = new Map(
    ofType("Account").map(({ inputs }) => [inputs["accountName"], textOf(inputs["location"])]),
  );
  return ofType("Deployment").flatMap(({ name, inputs }): readonly ModelDeployment[] => {
    const properties = record(inputs["properties"]);
    const model = record(properties["model"]);
    const [named, version, sku] = [model["name"], model["version"], record(inputs["sku"])["name"]].map(
      textOf,
    );
    const account = textOf(inputs["accountName"]);
    if (!named || !version || !sku || !account) return [];
    const location = locations.get(account);
    const option = textOf(properties["versionUpgradeOption"]);
    return [
      {
        name,
        account,
        model: named,
        version,
        sku,
        capacity: record(inputs["sku"])["capacity"],
        ...(location ? { location } : {}),
        ...(option ? { versionUpgradeOption: option } : {}),
      },
    ];
  });
}

/** Regions that Azure does not have, and zones in regions that have none; each once, with the first resource there. */
function regionFindings(resources: readonly CostedResource[], catalogue: Catalogue): readonly Problem[] {
  const found = new Map<string, Problem>();
  for (const { name, inputs } of resources) {
    const location = textOf(inputs["location"]);
    if (location === undefined || location === "global") continue;
    const region = regionOf(catalogue, location);
    const zones = Array.isArray(inputs["zones"]) && inputs["zones"].length > 0;
    if (!region && !found.has(location)) {
      const near = nearestWord(regionName(location), [...catalogue.regions.keys()]);
      found.set(location, {
        code: "REGION_UNKNOWN",
        severity: "error",
        subject: name,
        message: `${location} is none of Azure's regions that the catalogue has`,
        hint: near
          ? `Did you mean ${near}?`
          : "Check the name, or add the region to a catalogue.yaml of your own",
      });
    }
    if (region && !region.zones && zones && !found.has(`${location} zones`))
      found.set(`${location} zones`, {
        code: "REGION_WITHOUT_ZONES",
        severity: "warning",
        subject: name,
        message: `${region.name} has no availability zones to choose`,
        hint: "Write zones: [] there",
      });
  }
  return [...found.values()];
}

/**
 * Global Standard has one quota of a model in a subscription, Data Zone Standard one in each data zone: a second account
 * adds none, whatever its region. https://learn.microsoft.com/azure/foundry/openai/quotas-limits
 */
function sharedQuota(deployments: readonly ModelDeployment[], { regionSets }: Catalogue): readonly Problem[] {
  const zoneOf = (location: string | undefined) =>
    ["eu", "us"].find(
      (zone) => location !== undefined && regionSets.get(zone)?.includes(regionName(location)),
    );
  const pools = new Map<string, ModelDeployment[]>();
  for (const deployment of deployments) {
    const { sku, model, location } = deployment;
    const zone = sku === "GlobalStandard" ? "" : sku === "DataZoneStandard" ? zoneOf(location) : undefined;
    if (zone === undefined) continue;
    const key = `${sku}\n${model.toLowerCase()}\n${zone}`;
    pools.set(key, [...(pools.get(key) ?? []), deployment]);
  }
  return [...pools.values()].flatMap((pool): readonly Problem[] => {
    const accounts = [...new Set(pool.map(({ account }) => account))];
    if (accounts.length < 2) return [];
    const { name, model, sku } = pool[0]!;
    return [
      {
        code: "QUOTA_SHARED",
        severity: "warning",
        subject: name,
        message: `${model} under ${sku} has one quota in a subscription, which ${accounts.length} accounts share: ${accounts.join(", ")}`,
        hint: "The sum of their capacities has to fit into it; more comes with another subscription or another SKU",
      },
    ];
  });
}

function age(catalogue: Catalogue, today: string): readonly Problem[] {
  if (oldBlocks(catalogue, today).length === 0) return [];
  return [
    {
      code: "CATALOGUE_OLD",
      severity: "warning",
      message: describeAge(catalogue, today),
      hint: "Upgrade the package, or lay a catalogue.yaml of your own over it: azure-genai-gateway catalogue update --from FILE",
    },
  ];
}
