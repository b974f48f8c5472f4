import * as apimanagement from "@pulumi/azure-native/apimanagement";
import type * as pulumi from "@pulumi/pulumi";
import { readQuery, type UsageQuery } from "../operations/queries";
import type { EntityNames } from "../policyNames";
import type { TemplateParameters } from "../policyTemplates";
import type { ServiceReference } from "./types";

/** What policies ask Log Analytics' query API by: for a team's own month, and for what budgets have spent. */

/** As the audience of its tokens. https://learn.microsoft.com/azure/azure-monitor/logs/api/access-api */
const audience = "https://api.loganalytics.azure.com";

/** Name of the named value that holds the id of the workspace. */
export function usageWorkspaceOf({ prefix }: Pick<EntityNames, "prefix">): string {
  return `${prefix}genai-usage-workspace`;
}

/** The workspace that is asked, and as whom. */
export function logQueryParameters(names: EntityNames, userAssigned: boolean): TemplateParameters {
  return {
    usageWorkspace: usageWorkspaceOf(names),
    usageSignOn: `<authentication-managed-identity resource="${audience}"${userAssigned ? ` client-id="{{${names.identityNamedValue}}}"` : ""} />`,
  };
}

/** A query as it is sent: without the comments, which are for readers. */
export function bareQuery(name: UsageQuery, parameters: Readonly<Record<string, string>> = {}): string {
  return readQuery("usage", name, parameters)
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("//"))
    .join("\n");
}

/** The id by which Log Analytics' query API knows the workspace. */
export function declareUsageWorkspace(
  name: string,
  service: ServiceReference,
  names: EntityNames,
  workspace: pulumi.Input<string>,
  options: pulumi.CustomResourceOptions,
): apimanagement.NamedValue {
  const id = usageWorkspaceOf(names);
  return new apimanagement.NamedValue(
    `${name}-usage-workspace`,
    { ...service, namedValueId: id, displayName: id, value: workspace, secret: false },
    options,
  );
}
