import { Provider } from "@pulumi/azure-native/provider";
import * as pulumi from "@pulumi/pulumi";
import { armSubscription } from "../armId";
import { Sequence } from "../genAiApi/sequence";
import { readPolicyFiles, type PolicyFiles } from "../policyFiles";

/**
 * What the use cases of one program have in common. API Management changes one API, and one user's subscriptions, one at a
 * time, so that use cases which share it come one after another there.
 */
export class UseCaseCommons {
  readonly files: PolicyFiles;
  readonly #name: string;
  readonly #sequences = new Map<string, Sequence>();
  readonly #providers = new Map<string, Provider>();

  /**
   * @param name stands in front of the names of what is declared for all of them
   * @param policies folder of policy documents, laid over the package's own. Default: none
   */
  constructor(name: string, policies?: string) {
    this.#name = name;
    this.files = readPolicyFiles(policies);
  }

  /** @param of what is changed one at a time: an API of a service, or its subscriptions */
  sequence(of: string): Sequence {
    const known = this.#sequences.get(of) ?? new Sequence();
    this.#sequences.set(of, known);
    return known;
  }

  /**
   * For a resource in the subscription that an id names, which may be another one than the program deploys to: azure-native
   * takes the subscription from its provider. Empty where it is the program's own, or nobody knows yet.
   */
  inSubscriptionOf(id: pulumi.Input<string>): pulumi.CustomResourceOptions {
    if (typeof id !== "string") return {};
    const subscriptionId = armSubscription(id).split("/")[2]?.toLowerCase() ?? "";
    const own = new pulumi.Config("azure-native").get("subscriptionId") ?? process.env["ARM_SUBSCRIPTION_ID"];
    if (subscriptionId === "" || subscriptionId === own?.toLowerCase()) return {};
    const provider =
      this.#providers.get(subscriptionId) ??
      new Provider(`${this.#name}-${subscriptionId}`, { subscriptionId });
    this.#providers.set(subscriptionId, provider);
    return { provider };
  }
}
