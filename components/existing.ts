import * as authorization from "@pulumi/azure-native/authorization";
import * as pulumi from "@pulumi/pulumi";
import { ProblemsError } from "@azure-genai-gateway/common/problem";
import { armName, armResourceGroup, armSubscription } from "./armId";

/** Something that is there, into which a program declares parts of its own. */
export interface ExistingParent {
  readonly id: pulumi.Input<string>;
  /** The key that names it, as a user writes it: `existing.virtualNetworkId`. */
  readonly key: string;
  /** What would be declared into it: `subnets`. */
  readonly what: string;
  /** What to do instead where it stands in another subscription. */
  readonly hint: string;
}

/** Name and resource group of something that is there, as children of it are declared with. */
export interface ExistingReference {
  readonly name: pulumi.Output<string>;
  readonly resourceGroupName: pulumi.Output<string>;
}

/**
 * Takes an id apart, for children. They go into the subscription of the provider that declares them, whatever an id says,
 * so one of another subscription fails the program: it would name a group and a parent that are not there, or worse, others
 * that are.
 * @param parent whose provider says which subscription it is
 */
export function referenceTo(
  existing: ExistingParent,
  parent: pulumi.Resource | undefined,
): ExistingReference {
  const { subscriptionId } = authorization.getClientConfigOutput({ parent });
  const checked = pulumi
    .all([existing.id, subscriptionId as pulumi.Output<string | undefined>])
    .apply(([id, own]) => {
      const theirs = armSubscription(id).slice("/subscriptions/".length);
      // Where a test plays Azure it may know no subscription.
      if (own && theirs.toLowerCase() !== own.toLowerCase()) throw elsewhere(existing, theirs, own);
      return id;
    });
  return {
    name: checked.apply(armName),
    resourceGroupName: checked.apply(armResourceGroup),
  };
}

function elsewhere({ key, what, hint }: ExistingParent, theirs: string, own: string): ProblemsError {
  return new ProblemsError("The stack cannot be declared", [
    {
      code: "EXISTING_SUBSCRIPTION",
      severity: "error",
      subject: key,
      message: `it is in subscription ${theirs}, and ${what} would go into ${own}, where this program deploys to`,
      hint,
    },
  ]);
}
