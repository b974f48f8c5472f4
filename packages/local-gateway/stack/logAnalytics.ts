import type { HttpHandler } from "@azure-genai-gateway/common/http";
import type { DeclaredResource } from "@azure-genai-gateway/common/resource";
import type { TokenIssuer } from "../gateway/identity/tokens";
import { mayReadLogs } from "../gateway/identity/roles";
import { readRoleAssignments } from "../gateway/model/identities";
import { createLogAnalytics, logAnalyticsHost, type LogRows } from "../log-analytics";
import { azureType, textOf } from "../resources/inputs";

const audiences = ["https://api.loganalytics.azure.com", "https://api.loganalytics.io"];

/**
 * The query API of the declared Log Analytics workspaces: for identities that may read them, and nobody else. Undefined
 * where none is declared.
 */
export function logAnalyticsOf(
  resources: readonly DeclaredResource[],
  identity: TokenIssuer,
  rows: LogRows,
): HttpHandler | undefined {
  const assignments = readRoleAssignments(resources);
  const workspaces = new Map(
    workspacesOf(resources).map((resource) => [
      textOf(resource.outputs["customerId"])?.toLowerCase(),
      resource.id,
    ]),
  );
  if (workspaces.size === 0) return undefined;
  return createLogAnalytics({
    rows,
    mayRead: (token, workspaceId) => {
      const id = workspaces.get(workspaceId.toLowerCase());
      const claims = identity.check(token);
      if (id === undefined || !claims || !audiences.includes(claims.aud.replace(/\/+$/, ""))) return false;
      return mayReadLogs(claims.oid, id, assignments);
    },
  });
}

/** Whether calls to a host are answered by {@link logAnalyticsOf}. */
export function isLogAnalytics(host: string, resources: readonly DeclaredResource[]): boolean {
  return host === logAnalyticsHost && workspacesOf(resources).length > 0;
}

const workspacesOf = (resources: readonly DeclaredResource[]) =>
  resources.filter((resource) => azureType(resource) === "operationalinsights:Workspace");
