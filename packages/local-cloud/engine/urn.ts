/**
 * A resource's name in the whole deployment: stack, project, the types of its ancestors and its own, its name
 * (https://www.pulumi.com/docs/iac/concepts/resources/names/#urns).
 */
export function resourceUrn(options: {
  readonly project: string;
  readonly stack: string;
  readonly type: string;
  readonly name: string;
  readonly parent?: string;
}): string {
  const { project, stack, type, name, parent } = options;
  const ancestors = parent ? urnTypes(parent) : stackType;
  const types = ancestors === stackType ? type : `${ancestors}$${type}`;
  return `urn:pulumi:${stack}::${project}::${types}::${name}`;
}

export const stackType = "pulumi:pulumi:Stack";

function urnTypes(urn: string): string {
  return urn.split("::")[2] ?? "";
}
