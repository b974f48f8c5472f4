import { readFileSync } from "node:fs";
import { knownTypes, resourceType } from "../../resourceTypes";
import { digestOf, type ModuleTypes } from "../inputTypes";
import type { AzureOperation } from "./azureTypes";
import { fetchPackage } from "./fetchPackage";
import { Joiner } from "./join";
import { sameName } from "./names";
import { mapperFolder, readMappers } from "./readMappers";
import { readModels } from "./readModels";
import { readSdkTypes, type SdkTypes } from "./sdkTypes";
import { sources, wrongPatterns } from "./sources";
import { withConstraints, withoutPatterns } from "./withConstraints";

type Sourced = AzureOperation & { readonly source: string; readonly hasConstraints: boolean };

/** The types of every module, from the packages in {@link sources} and the installed azure-native. */
export function readTypes(): ReadonlyMap<string, ModuleTypes> {
  const sdk = readSdkTypes();
  const { version } = JSON.parse(
    readFileSync(require.resolve("@pulumi/azure-native/package.json"), "utf8"),
  ) as { version: string };
  return new Map(
    Object.keys(sources).map((module) => {
      const types = { digest: "", names: `@pulumi/azure-native@${version}`, ...readModule(module, sdk) };
      return [module, { ...types, digest: digestOf(types) }];
    }),
  );
}

function readModule(module: string, sdk: SdkTypes): Omit<ModuleTypes, "names" | "digest"> {
  const operations = sources[module]!.flatMap((source) => operationsOf(source));
  const joiner = new Joiner(sdk);
  for (const name of knownTypes.filter((known) => known.startsWith(`${module}:`)).sort()) {
    const resource = sdk.resources[name]!;
    const arm =
      name === "resources:ResourceGroup" ? "Microsoft.Resources/resourceGroups" : resourceType(name, {}).arm;
    const keys = Object.keys(sdk.objects[resource.inputs]!);
    const fitting = operations.filter((operation) => fits(operation, arm, keys));
    const [best, ...others] = fitting.sort(
      (left, right) =>
        right.parameters.size - left.parameters.size ||
        distance(left.apiVersion, resource.apiVersion) - distance(right.apiVersion, resource.apiVersion),
    );
    if (!best) throw new Error(`no package of ${sources[module]?.join(", ")} makes a ${arm}`);
    const older = best.hasConstraints ? undefined : others.find(({ hasConstraints }) => hasConstraints);
    const wrong = keys.filter((key) => wrongPatterns.has(`${module}:${key}`));
    joiner.resource(
      name.slice(module.length + 1),
      arm,
      older ? `${best.source}, lengths and patterns of ${older.source}` : best.source,
      resource,
      withoutPatterns(older ? withConstraints(best, older) : best, wrong),
    );
  }
  const { resources, objects, differences } = joiner;
  return { resources, objects: sorted(objects), differences: [...new Set(differences)].sort() };
}

function operationsOf(source: string): readonly Sourced[] {
  const folder = fetchPackage(source);
  const mappers = mapperFolder(folder);
  const read = mappers ? readMappers(mappers) : readModels(folder);
  return read.map((operation) => ({ ...operation, source, hasConstraints: mappers !== undefined }));
}

/** Whether the operation makes a resource of the type, and all that its path takes is among azure-native's inputs. */
function fits({ path, parameters }: AzureOperation, arm: string, keys: readonly string[]): boolean {
  if (![...parameters.keys()].every((name) => keys.some((key) => sameName(key, name)))) return false;
  return typeOfPath(path).toLowerCase() === arm.toLowerCase();
}

/** `…/providers/Microsoft.Network/privateDnsZones/{zone}/{recordType}/{name}` => the ARM type, `recordType` as it is. */
function typeOfPath(path: string): string {
  const at = path.lastIndexOf("/providers/");
  if (at < 0) return /\/resourcegroups\/\{\w+\}$/i.test(path) ? "Microsoft.Resources/resourceGroups" : "";
  const [namespace, ...segments] = path.slice(at + "/providers/".length).split("/");
  const types = segments.filter((_segment, index) => index % 2 === 0);
  return [namespace, ...types].join("/").replace(/[{}]/g, "");
}

/** Days between two API versions; a preview of a day comes before its version. */
function distance(left: string, right: string): number {
  const day = (version: string) =>
    Date.parse(version.slice(0, 10)) / 86_400_000 - (version.endsWith("-preview") ? 0.5 : 0);
  return Math.abs(day(left) - day(right));
}

function sorted<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([left], [right]) => (left < right ? -1 : 1)));
}
