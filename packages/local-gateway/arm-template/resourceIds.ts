/** Where a template is deployed; names made up where nothing is known. */
export interface DeploymentScope {
  readonly subscriptionId: string;
  readonly group: string;
  readonly location: string;
  readonly name: string;
}

export const localScope: DeploymentScope = {
  subscriptionId: "00000000-0000-0000-0000-000000000000",
  group: "local",
  location: "westeurope",
  name: "local",
};

/** The id of a resource by its full type and name, in a group or below another resource. */
export function resourceIdOf(
  { subscriptionId, group }: DeploymentScope,
  type: string,
  name: string,
  below = "",
): string {
  const [namespace, ...types] = type.split("/");
  const names = name.split("/");
  const path = types.map((part, index) => `${part}/${names[index] ?? ""}`).join("/");
  const inGroup = `/subscriptions/${subscriptionId}/resourceGroups/${group}`;
  // The scope of an extension resource is an id, or the type and name of a resource in the same group.
  const outer =
    below === "" ? inGroup : below.startsWith("/") ? below : `${inGroup}/providers/${typeAndName(below)}`;
  return `${outer.replace(/\/$/, "")}/providers/${namespace ?? ""}/${path}`;
}

/** `Microsoft.X/type/name` as it stands in an id; one of several levels is taken to be so already. */
const typeAndName = (text: string) => text.replace(/^\/+/, "");
