import { resourceInputs, type ModuleTypes, type PropertyType } from "./inputTypes";

/** Whether azure-native takes an input at a path (`properties.networkAcls.ipRules.value`, lists left out) of `module:Type`. */
export function hasInput(name: string, path: string): boolean {
  const found = resourceInputs(name);
  if (!found) return false;
  const { types, inputs } = found;
  if (path in inputs.parameters) return true;
  let object = inputs.body;
  return path.split(".").every((key) => {
    const type = object === undefined ? undefined : find(types, object, key);
    object = type?.object ?? type?.items?.object;
    return type !== undefined;
  });
}

function find(types: ModuleTypes, object: string, key: string): PropertyType | undefined {
  for (const [sent, type] of Object.entries(types.objects[object] ?? {})) {
    if (type.unsent || type.readOnly) continue;
    if (type.flatten && type.object) {
      const below = find(types, type.object, key);
      if (below) return below;
    } else if ((type.as ?? sent) === key) return type;
  }
  return undefined;
}
