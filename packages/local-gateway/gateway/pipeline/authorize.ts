import type { ApiModel, ProductModel, ServiceModel, SubscriptionModel } from "../model/types";
import { PolicyFailure } from "../policy";
import type { CallRequest } from "../request";
import { queryValue } from "../../http/url";

/** Who calls, and under which product; both absent for an open API. */
export interface Access {
  readonly subscription?: SubscriptionModel;
  readonly key?: string;
  readonly product?: ProductModel;
}

/** Wording as API Management answers it on the wire; the documentation's table of reasons words the first differently. */
const missingKey =
  "Access denied due to missing subscription key. Make sure to include subscription key when making requests to an API.";
const invalidKey =
  "Access denied due to invalid subscription key. Make sure to provide a valid key for an active subscription.";

/**
 * Checks subscription keys. The product is the one the subscription is for; subscriptions for an API or for all APIs
 * have none, and no product policy runs for them.
 * https://learn.microsoft.com/azure/api-management/api-management-subscriptions#how-api-management-handles-requests-with-or-without-subscription-keys
 */
export class Authorizer {
  private readonly byKey = new Map<string, SubscriptionModel>();
  private readonly products: ReadonlyMap<string, ProductModel>;
  /** By API: the product through which it may be called without a key. */
  private readonly openProducts = new Map<ApiModel, ProductModel>();

  constructor(private readonly service: ServiceModel) {
    this.products = new Map(service.products.map((product) => [product.id.toLowerCase(), product]));
    for (const subscription of service.subscriptions) {
      for (const key of [subscription.primaryKey, subscription.secondaryKey]) {
        if (key && subscription.active) this.byKey.set(key, subscription);
      }
    }
    for (const api of service.apis) {
      const open = service.products.find(
        (product) => !product.subscriptionRequired && product.apiIds.has(api.id.toLowerCase()),
      );
      if (open) this.openProducts.set(api, open);
    }
  }

  /** Throws the 401 that API Management gives. */
  check(api: ApiModel, request: CallRequest): Access {
    const key = request.headers.getAll(api.keyHeader)[0] || queryValue(request.query, api.keyQuery);
    const subscription = key ? this.byKey.get(key) : undefined;
    const access = subscription && this.accessBy(subscription, key!, api);
    if (access) return access;
    const open = this.openProducts.get(api);
    if (!api.subscriptionRequired || open) return { product: open };
    throw this.denied(api, key);
  }

  private accessBy(subscription: SubscriptionModel, key: string, api: ApiModel): Access | undefined {
    const { scope } = subscription;
    if (scope.kind === "all") return { subscription, key };
    if (scope.kind === "api") {
      return scope.apiId.toLowerCase() === api.id.toLowerCase() ? { subscription, key } : undefined;
    }
    const product = this.products.get(scope.productId.toLowerCase());
    return product?.apiIds.has(api.id.toLowerCase()) ? { subscription, key, product } : undefined;
  }

  private denied(api: ApiModel, key: string | undefined): PolicyFailure {
    const message = key ? invalidKey : missingKey;
    return new PolicyFailure(
      {
        source: "authorization",
        reason: key ? "SubscriptionKeyInvalid" : "SubscriptionKeyNotFound",
        message,
      },
      401,
      {
        "WWW-Authenticate": `AzureApiManagementKey realm="${this.service.gatewayUrl}/${api.path}",name="${api.keyHeader}",type="header"`,
      },
      { statusCode: 401, message },
    );
  }
}
