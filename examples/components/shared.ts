import * as resources from "@pulumi/azure-native/resources";

/** What every example here declares first. Names that are unique in Azure have to be your own. */
export const location = "swedencentral";

export function group() {
  return new resources.ResourceGroup("rg", { resourceGroupName: "rg-example", location });
}

export const inGroup = ({ name }: resources.ResourceGroup) => ({ resourceGroupName: name, location });
