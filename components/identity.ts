import * as managedidentity from "@pulumi/azure-native/managedidentity";
import * as pulumi from "@pulumi/pulumi";
import type { Tags } from "./tags";

export interface IdentityArgs {
  resourceGroupName: pulumi.Input<string>;
  location: pulumi.Input<string>;
  /** Default `id-NAME`. */
  identityName?: pulumi.Input<string>;
  tags?: Tags | undefined;
}

/**
 * The user-assigned identity that the gateway signs on as. It exists before API Management does, so that its roles
 * are in force when the first policy runs.
 * https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/overview
 */
export class Identity extends pulumi.ComponentResource {
  /** ARM id. */
  readonly identityId: pulumi.Output<string>;
  readonly principalId: pulumi.Output<string>;
  readonly clientId: pulumi.Output<string>;

  constructor(name: string, args: IdentityArgs, options?: pulumi.ComponentResourceOptions) {
    super("azure-genai-gateway:index:Identity", name, {}, options);
    const identity = new managedidentity.UserAssignedIdentity(
      name,
      {
        resourceGroupName: args.resourceGroupName,
        resourceName: args.identityName ?? `id-${name}`,
        location: args.location,
        tags: args.tags,
      },
      { parent: this },
    );
    this.identityId = identity.id;
    this.principalId = identity.principalId;
    this.clientId = identity.clientId;
    this.registerOutputs({
      identityId: this.identityId,
      principalId: this.principalId,
      clientId: this.clientId,
    });
  }
}
