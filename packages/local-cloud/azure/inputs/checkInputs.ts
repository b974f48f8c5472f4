import { azureTypeName } from "../resourceTypes";
import { additionsOf } from "./additions";
import { InputChecker, type InputFault } from "./inputChecker";
import { resourceInputs, type ResourceInputs } from "./inputTypes";
import { checkTemplate } from "./templates";

export type { InputFault } from "./inputChecker";
export { unknownValue } from "./inputChecker";

/**
 * Every input of a resource against Azure's own type of it, as Microsoft publishes it in its SDKs, at the API version
 * that azure-native sends: what is missing, unknown, set by Azure alone, of another type, not among an enum's values, or
 * against a stated pattern, length, range or format. A template's resources are checked in the same way. Nothing for
 * types that the local cloud has no table of, nor for values that are not known yet. No reason contains a value.
 */
export function checkInputs(token: string, inputs: Readonly<Record<string, unknown>>): readonly InputFault[] {
  const name = azureTypeName(token) ?? "";
  const found = resourceInputs(name);
  if (!found) return [];
  const { types, inputs: resource } = found;
  const additions = additionsOf(resource.arm, resource.apiVersion);
  const checker = new InputChecker({ types, shape: "inputs", source: sourceOf(resource), additions });
  checker.object({ ...resource.parameters }, resource.body, inputs, name);
  return [...checker.faults, ...(name === "resources:Deployment" ? checkTemplate(inputs) : [])];
}

export function sourceOf({ arm, apiVersion }: ResourceInputs): string {
  return `${arm} ${apiVersion}`;
}
