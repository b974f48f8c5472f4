import type { AzureObject, AzureOperation, AzureProperty, AzureType } from "./azureTypes";

/**
 * The newer operation with the lengths, patterns and ranges that an older version of the same package states for what
 * has the same name in the same place: the newer generation of packages does not carry them any more.
 */
export function withConstraints(newer: AzureOperation, older: AzureOperation): AzureOperation {
  const seen = new Map<AzureObject, AzureObject>();
  return {
    ...newer,
    parameters: new Map(
      [...newer.parameters].map(([name, property]) => [
        name,
        merged(property, older.parameters.get(name), seen),
      ]),
    ),
    ...(newer.body && older.body ? { body: object(newer.body, older.body, seen) } : {}),
  };
}

/** The operation without the patterns of some of its path's parameters. */
export function withoutPatterns(operation: AzureOperation, names: readonly string[]): AzureOperation {
  const parameters = [...operation.parameters].map(([name, property]): [string, AzureProperty] => {
    const { pattern: _pattern, ...constraints } = property.type.constraints ?? {};
    return [name, names.includes(name) ? { ...property, type: { ...property.type, constraints } } : property];
  });
  return { ...operation, parameters: new Map(parameters) };
}

function object(newer: AzureObject, older: AzureObject, seen: Map<AzureObject, AzureObject>): AzureObject {
  const known = seen.get(newer);
  if (known) return known;
  const properties = new Map<string, AzureProperty>();
  const made: AzureObject = { ...newer, properties };
  seen.set(newer, made);
  for (const [name, property] of newer.properties)
    properties.set(name, merged(property, older.properties.get(name), seen));
  return made;
}

function merged(
  newer: AzureProperty,
  older: AzureProperty | undefined,
  seen: Map<AzureObject, AzureObject>,
): AzureProperty {
  return older ? { ...newer, type: type(newer.type, older.type, seen) } : newer;
}

function type(newer: AzureType, older: AzureType, seen: Map<AzureObject, AzureObject>): AzureType {
  if (newer.kind !== older.kind) return newer;
  const constraints = { ...older.constraints, ...newer.constraints };
  if (newer.kind === "object" && older.kind === "object")
    return { ...newer, object: object(newer.object, older.object, seen) };
  if ((newer.kind === "array" || newer.kind === "map") && (older.kind === "array" || older.kind === "map"))
    return { ...newer, items: type(newer.items, older.items, seen), constraints };
  return { ...newer, constraints };
}
