import type { Problem } from "@azure-genai-gateway/common/problem";
import type { HostUser } from "@azure-genai-gateway/policy-language/expressions/host";
import { armName, armSegment } from "../../resources/armId";
import { property, textOf } from "../../resources/inputs";
import { policySource } from "./policySource";
import type { ChildrenOf } from "./readModel";
import type { ProductModel, SubscriptionModel } from "./types";

/** Ids of APIs in `apiIds` are in lower case. */
export function readProducts(childrenOf: ChildrenOf): readonly ProductModel[] {
  const links = [...childrenOf("ProductApi"), ...childrenOf("ProductApiLink")].map((link) => ({
    product: (armSegment(link.id, "products") ?? textOf(link.inputs["productId"]) ?? "").toLowerCase(),
    // A link's own name is arbitrary; a ProductApi's is the API's.
    api: armName(textOf(link.inputs["apiId"]) ?? link.id).toLowerCase(),
  }));
  return childrenOf("Product").map((resource) => {
    const id = armName(resource.id);
    const policy = childrenOf("ProductPolicy").find(
      (candidate) => armSegment(candidate.id, "products")?.toLowerCase() === id.toLowerCase(),
    );
    return {
      id,
      name: textOf(property(resource, "displayName")) ?? id,
      state:
        textOf(property(resource, "state"))?.toLowerCase() === "published" ? "Published" : "NotPublished",
      subscriptionRequired: property(resource, "subscriptionRequired") !== false,
      apiIds: new Set(links.filter((link) => link.product === id.toLowerCase()).map((link) => link.api)),
      policy: policy && policySource(policy),
    };
  });
}

/**
 * A subscription that declares no state is "submitted", and its keys are refused until somebody approves it.
 * https://learn.microsoft.com/rest/api/apimanagement/subscription/create-or-update
 */
export function readSubscriptions(childrenOf: ChildrenOf, problems: Problem[]): readonly SubscriptionModel[] {
  return childrenOf("Subscription").map((resource) => {
    const state = textOf(property(resource, "state"))?.toLowerCase();
    if (state === undefined) {
      problems.push({
        code: "SUBSCRIPTION_NOT_ACTIVE",
        severity: "warning",
        subject: resource.name,
        message: "The subscription has no state, so API Management makes it submitted and refuses its keys",
        hint: 'Set state: "active"',
      });
    }
    const id = armName(resource.id);
    const owner = textOf(property(resource, "ownerId"));
    return {
      id,
      name: textOf(property(resource, "displayName")) ?? id,
      primaryKey: textOf(property(resource, "primaryKey")) ?? "",
      secondaryKey: textOf(property(resource, "secondaryKey")) ?? "",
      active: state === "active",
      ownerId: owner === undefined ? undefined : armName(owner),
      scope: scopeOf(textOf(property(resource, "scope")) ?? ""),
    };
  });
}

/** A scope is `/apis`, `/apis/ID` or `/products/ID`, alone or after the service's id. */
function scopeOf(scope: string): SubscriptionModel["scope"] {
  const productId = armSegment(scope, "products");
  if (productId !== undefined) return { kind: "product", productId };
  const apiId = armSegment(scope, "apis");
  return apiId === undefined ? { kind: "all" } : { kind: "api", apiId };
}

export function readUsers(childrenOf: ChildrenOf): readonly HostUser[] {
  return childrenOf("User").map((resource) => ({
    id: armName(resource.id),
    email: textOf(property(resource, "email")) ?? "",
    firstName: textOf(property(resource, "firstName")) ?? "",
    lastName: textOf(property(resource, "lastName")) ?? "",
    groups: [],
  }));
}
