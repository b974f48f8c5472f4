import * as authorization from "@pulumi/azure-native/authorization";
import type * as pulumi from "@pulumi/pulumi";

/**
 * Azure's own lock on a resource: nobody deletes it, or anything in it, with whatever tool, until the lock is gone.
 * A lock that came before the resource's children would outlive them on `destroy`, and Azure would refuse to delete them;
 * so it waits for all that is declared, and goes first. docs/decisions/0019 says what it costs.
 * https://learn.microsoft.com/azure/azure-resource-manager/management/lock-resources
 * @param scopes ids of what is locked, by a word for each; those that are undefined are left out
 * @param options `dependsOn` names everything that may be deleted below the scopes
 */
export function declareLocks(
  name: string,
  scopes: Readonly<Record<string, pulumi.Input<string> | undefined>>,
  options: pulumi.CustomResourceOptions,
): void {
  for (const [what, scope] of Object.entries(scopes)) {
    if (scope === undefined) continue;
    new authorization.ManagementLockByScope(
      `${name}-lock-${what}`,
      {
        scope,
        lockName: "genai-gateway",
        level: authorization.LockLevel.CanNotDelete,
        notes: "Set by lock: CanNotDelete in the stack file of the GenAI gateway, which takes it off again.",
      },
      options,
    );
  }
}
