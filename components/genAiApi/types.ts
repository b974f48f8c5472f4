import type * as pulumi from "@pulumi/pulumi";

/** Where API Management's children live. */
export interface ServiceReference {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly serviceName: pulumi.Input<string>;
}
