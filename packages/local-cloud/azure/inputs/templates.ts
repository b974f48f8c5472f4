import { isRecord } from "@azure-genai-gateway/common/records";
import { additionsOf } from "./additions";
import { InputChecker, type InputFault } from "./inputChecker";
import {
  knownModules,
  moduleTypes,
  type ModuleTypes,
  type ObjectType,
  type ResourceInputs,
} from "./inputTypes";

type Values = Readonly<Record<string, unknown>>;

/** What every resource of a template may have, whatever its type. */
const envelope: ObjectType = {
  type: { type: "string", required: true },
  apiVersion: {
    type: "string",
    required: true,
    pattern: "^(\\[.*\\]|\\d{4}-(0[1-9]|1[0-2])-([0-2]\\d|3[01])(-\\w+)?)$",
  },
  name: { type: "string", required: true },
  comments: { type: "string" },
  condition: { type: "any" },
  copy: { type: "any" },
  dependsOn: { type: "array", items: { type: "string" } },
  resources: { type: "array", items: { type: "any" } },
  scope: { type: "string" },
};

/**
 * The resources of an ARM template against Azure's types of them. A template may name a newer API version than Azure's
 * types are here of: then what the types do not have passes, and everything else is checked.
 */
export function checkTemplate(inputs: Values): readonly InputFault[] {
  const { template } = (inputs["properties"] ?? {}) as { template?: unknown };
  if (!isRecord(template)) return [];
  return checkResources(template["resources"], "properties.template.resources", "");
}

function checkResources(resources: unknown, path: string, parent: string): readonly InputFault[] {
  const entries = Array.isArray(resources)
    ? resources.map((resource: unknown, index) => [`${path}[${index}]`, resource] as const)
    : isRecord(resources)
      ? Object.entries(resources).map(([name, resource]) => [`${path}.${name}`, resource] as const)
      : [];
  return entries.flatMap(([at, resource]) => (isRecord(resource) ? checkResource(resource, at, parent) : []));
}

function checkResource(resource: Values, path: string, parent: string): readonly InputFault[] {
  const written = resource["type"];
  const arm = typeof written === "string" ? `${parent}${written}` : "";
  const below = checkResources(resource["resources"], `${path}.resources`, `${arm}/`);
  const found = byArmType(arm);
  if (!found) return [...(arm === "" ? [{ property: `${path}.type`, reason: "is required" }] : []), ...below];
  const { types, inputs } = found;
  const apiVersion = String(resource["apiVersion"]);
  const additions = additionsOf(inputs.arm, apiVersion);
  const checker = new InputChecker({
    types,
    shape: "template",
    source: `${inputs.arm} ${inputs.apiVersion}`,
    lenient: apiVersion > inputs.apiVersion && !additions.complete,
    additions,
  });
  checker.object(envelope, inputs.body, resource, inputs.arm, path);
  return [...checker.faults, ...below];
}

let armTypes: ReadonlyMap<string, { inputs: ResourceInputs; types: ModuleTypes }> | undefined;

function byArmType(arm: string) {
  armTypes ??= new Map(
    knownModules().flatMap((module) => {
      const types = moduleTypes(module)!;
      return Object.values(types.resources).map((inputs) => [inputs.arm.toLowerCase(), { inputs, types }]);
    }),
  );
  return armTypes.get(arm.toLowerCase());
}
