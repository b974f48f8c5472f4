import { armContains } from "../../resources/armId";
import type { RoleAssignmentModel } from "../model/types";

/** Cognitive Services OpenAI User. */
export const openAiUserRole = "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd";

/**
 * Built-in roles that may call a model of an Azure OpenAI account: Cognitive Services OpenAI User, and those wider.
 * Owner and Contributor are not among them, for they grant no data actions.
 * https://learn.microsoft.com/azure/ai-foundry/openai/how-to/role-based-access-control
 */
const modelCallers = new Map([
  [openAiUserRole, "Cognitive Services OpenAI User"],
  ["a001fd3d-188f-4b5d-821b-7da978bf7442", "Cognitive Services OpenAI Contributor"],
  ["a97b65f3-24c7-4388-baec-2e87135dc908", "Cognitive Services User"],
  ["64702f94-c441-49e6-a78b-ef80e0188fee", "Azure AI Developer"],
]);

/** True when an assignment on the account, its group or its subscription lets the principal call models. */
export function mayCallModels(
  principalId: string,
  accountId: string,
  assignments: readonly RoleAssignmentModel[],
): boolean {
  return isGranted(principalId, accountId, assignments, modelCallers);
}

/** Cognitive Services User may ask Content Safety and Language; Contributor has no data actions. https://learn.microsoft.com/azure/ai-services/authentication */
const serviceCallers = new Set(["a97b65f3-24c7-4388-baec-2e87135dc908"]);

/** True when an assignment on the account, its group or its subscription lets the principal ask a service that is no model. */
export function mayAskServices(
  principalId: string,
  accountId: string,
  assignments: readonly RoleAssignmentModel[],
): boolean {
  return isGranted(principalId, accountId, assignments, serviceCallers);
}

/** Search Index Data Reader and Contributor; the latter writes too. https://learn.microsoft.com/azure/search/search-security-rbac */
const searchWriters = new Set(["8ebe5a00-799e-43f5-93ac-243d3dce84a7"]);
const searchReaders = new Set(["1407120a-92aa-4202-b7e9-c0e197c71c8f", ...searchWriters]);

/** True when an assignment lets the principal read, or write, the documents of a search service. */
export function mayUseSearch(
  principalId: string,
  serviceId: string,
  assignments: readonly RoleAssignmentModel[],
  writing: boolean,
): boolean {
  return isGranted(principalId, serviceId, assignments, writing ? searchWriters : searchReaders);
}

/** Log Analytics Reader, and Log Analytics Data Reader. https://learn.microsoft.com/azure/azure-monitor/logs/manage-access */
const logReaders = new Set(["73c42c96-874c-492b-b04d-ab87d138a893", "3b03c2da-16b3-4a49-8834-0f8130efdd3b"]);

/** True when an assignment on the workspace, its group or its subscription lets the principal query logs. */
export function mayReadLogs(
  principalId: string,
  workspaceId: string,
  assignments: readonly RoleAssignmentModel[],
): boolean {
  return isGranted(principalId, workspaceId, assignments, logReaders);
}

/** Audiences that Azure OpenAI takes in a token, with or without a slash at the end. */
export function isModelAudience(audience: string): boolean {
  return ["https://cognitiveservices.azure.com", "https://ai.azure.com"].includes(
    audience.replace(/\/+$/, ""),
  );
}

/** Whether the principal has one of the roles on the resource, its group or its subscription. */
function isGranted(
  principalId: string,
  resourceId: string,
  assignments: readonly RoleAssignmentModel[],
  roles: { has(roleId: string): boolean },
): boolean {
  return assignments.some(
    (assignment) =>
      assignment.principalId.toLowerCase() === principalId.toLowerCase() &&
      roles.has(assignment.roleId) &&
      armContains(assignment.scope, resourceId),
  );
}
