import * as authorization from "@pulumi/azure-native/authorization";
import * as pulumi from "@pulumi/pulumi";
import { armSubscription } from "./armId";
import { roleAssignmentName } from "./naming";

/** https://learn.microsoft.com/azure/role-based-access-control/built-in-roles */
export const roleIds = {
  cognitiveServicesUser: "a97b65f3-24c7-4388-baec-2e87135dc908",
  cognitiveServicesOpenAiUser: "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd",
  eventHubsDataReceiver: "a638d3c7-ab3a-418d-83e6-5f17a39d4fde",
  eventHubsDataSender: "2b629674-e913-4c01-ae53-ef4638d8f975",
  keyVaultSecretsUser: "4633458b-17de-408a-b874-0445c86b69e6",
  logAnalyticsReader: "73c42c96-874c-492b-b04d-ab87d138a893",
  monitoringMetricsPublisher: "3913510d-42f4-4e42-8a64-420c390055eb",
  searchIndexDataContributor: "8ebe5a00-799e-43f5-93ac-243d3dce84a7",
  searchIndexDataReader: "1407120a-92aa-4202-b7e9-c0e197c71c8f",
} as const;

export type PrincipalType = "User" | "Group" | "ServicePrincipal";

/**
 * Gives a principal a role on one resource. The principal's id is known once it exists, so the name is
 * worked out then; it is the same on every run, and another one for another principal, because Azure cannot move
 * an assignment from one principal to another. The type is given, for a principal that is seconds old is not yet
 * everywhere in Microsoft Entra ID and would be looked up in vain.
 */
export function declareRoleAssignment(
  name: string,
  args: {
    readonly scope: pulumi.Input<string>;
    readonly principalId: pulumi.Input<string>;
    /** Default `ServicePrincipal`, which a managed identity is too. */
    readonly principalType?: PrincipalType | undefined;
    readonly roleId: string;
  },
  options: pulumi.CustomResourceOptions,
): authorization.RoleAssignment {
  const { roleId } = args;
  return new authorization.RoleAssignment(
    name,
    {
      scope: args.scope,
      principalId: args.principalId,
      principalType: args.principalType ?? authorization.PrincipalType.ServicePrincipal,
      roleDefinitionId: pulumi
        .output(args.scope)
        .apply(
          (scope) => `${armSubscription(scope)}/providers/Microsoft.Authorization/roleDefinitions/${roleId}`,
        ),
      roleAssignmentName: pulumi
        .all([args.scope, args.principalId])
        // Where a test plays Azure a principal may have no id.
        .apply(([scope, principalId]) =>
          roleAssignmentName(scope, (principalId as string | undefined) ?? "", roleId),
        ),
    },
    options,
  );
}
