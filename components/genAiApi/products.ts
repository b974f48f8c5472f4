import * as apimanagement from "@pulumi/azure-native/apimanagement";
import * as random from "@pulumi/random";
import * as pulumi from "@pulumi/pulumi";
import type { AnyApiName, ApiName, GatewayConfig, ProductConfig } from "../config/schema";
import type { EntityNames } from "../policyNames";
import { declaredProducts, type DeclaredProduct } from "./callers";
import type { GatewayDocuments } from "./documents";
import type { LinkedApi } from "../mcp/declare";
import { waitsFor, type Named } from "./named";
import { Sequence } from "./sequence";
import type { ServiceReference } from "./types";

export interface DeclaredApis {
  readonly named: Named;
  readonly apis: ReadonlyMap<AnyApiName, apimanagement.Api>;
  /** Linking an API to a product changes both, so the link waits for the API's own parts. */
  readonly sequences: ReadonlyMap<AnyApiName, Sequence>;
  /** The WebSocket APIs beside them. */
  readonly realtime: ReadonlyMap<ApiName, { readonly api: apimanagement.Api; readonly sequence: Sequence }>;
  /** MCP servers and agents. */
  readonly linked: readonly LinkedApi[];
}

/**
 * Products with their APIs, policies and subscriptions; the parts of one product come one after another, and so do all
 * subscriptions: API Management answers 412 where two of one product, or of one user, are written at once, and these
 * all belong to the administrator.
 */
export function declareProducts(
  name: string,
  service: ServiceReference,
  config: Pick<GatewayConfig, "products">,
  documents: GatewayDocuments,
  declared: DeclaredApis,
  names: EntityNames,
  options: pulumi.CustomResourceOptions,
): {
  readonly subscriptionKeys: pulumi.Output<Record<string, string>>;
  readonly secondaryKeys: pulumi.Output<Record<string, string>>;
  /** The last change to the administrator's subscriptions, which are written one at a time. */
  readonly lastSubscription: readonly pulumi.Resource[];
} {
  const keys: SubscriptionKeys = { primary: {}, secondary: {} };
  const subscriptions = new Sequence();
  for (const product of declaredProducts(config.products, names)) {
    const sequence = new Sequence();
    const next = (more: readonly pulumi.Resource[] = []): pulumi.CustomResourceOptions => ({
      ...options,
      dependsOn: [...sequence.before, ...more],
    });
    const entity = sequence.add(
      new apimanagement.Product(
        `${name}-product-${product.name}`,
        {
          ...service,
          productId: product.name,
          displayName: product.displayName,
          ...access(product),
          state: apimanagement.ProductState.Published,
        },
        next(),
      ),
    );
    const granted = [...declared.apis.keys()].filter((name) => product.apis?.includes(name) ?? true);
    for (const apiName of granted) {
      const realtime = declared.realtime.get(apiName as ApiName);
      const parts = [
        { label: apiName, api: declared.apis.get(apiName)!, sequence: declared.sequences.get(apiName)! },
        ...(realtime ? [{ label: `${apiName}-realtime`, ...realtime }] : []),
      ];
      for (const { label, api, sequence: ofApi } of parts) {
        const link = new apimanagement.ProductApi(
          `${name}-product-${product.name}-${label}`,
          { ...service, productId: entity.name, apiId: api.name },
          next(ofApi.before),
        );
        sequence.add(ofApi.add(link));
      }
    }
    for (const { label, apiId, products, sequence: ofApi } of declared.linked) {
      if (!(products?.some((one) => (product.open ?? [product.name]).includes(one)) ?? true)) continue;
      const link = new apimanagement.ProductApi(
        `${name}-product-${product.name}-${label}`,
        { ...service, productId: entity.name, apiId },
        next(ofApi.before),
      );
      sequence.add(ofApi.add(link));
    }
    const document = documents.products.get(product.name)!;
    sequence.add(
      new apimanagement.ProductPolicy(
        `${name}-product-${product.name}-policy`,
        {
          ...service,
          productId: entity.name,
          policyId: "policy",
          format: "rawxml",
          value: document.rendered.text,
        },
        next(waitsFor(document, declared.named)),
      ),
    );
    for (const subscription of product.subscriptions) {
      const declaredSubscription = declareSubscription(
        name,
        service,
        subscription,
        entity,
        keys,
        next(subscriptions.before),
      );
      sequence.add(subscriptions.add(declaredSubscription));
    }
  }
  return {
    subscriptionKeys: pulumi.secret(pulumi.all(keys.primary)),
    secondaryKeys: pulumi.secret(pulumi.all(keys.secondary)),
    lastSubscription: subscriptions.before,
  };
}

/** Approval is for products with subscriptions alone: Azure refuses it elsewhere. */
function access(product: DeclaredProduct) {
  return product.open
    ? {
        description: "Calls with tokens of Microsoft Entra; the token says which product they are for",
        subscriptionRequired: false,
      }
    : {
        description: `Priority: ${product.priority}`,
        subscriptionRequired: true,
        approvalRequired: false,
      };
}

/** By subscription. */
type SubscriptionKeys = Readonly<Record<"primary" | "secondary", Record<string, pulumi.Output<string>>>>;

/**
 * Keys are made here, for API Management does not give those it makes to a program; as outputs they stay secret.
 */
function declareSubscription(
  name: string,
  service: ServiceReference,
  subscription: ProductConfig["subscriptions"][number],
  product: apimanagement.Product,
  keys: SubscriptionKeys,
  options: pulumi.CustomResourceOptions,
): apimanagement.Subscription {
  const key = (which: "primary" | "secondary") => {
    const generation = subscription.keyGeneration[which];
    return new random.RandomPassword(
      `${name}-key-${subscription.name}-${which}`,
      // Without keepers for the first, so that keys from before generations were counted stay as they are.
      {
        length: 32,
        special: false,
        ...(generation > 1 ? { keepers: { generation: String(generation) } } : {}),
      },
      { parent: options.parent },
    ).result;
  };
  const [primaryKey, secondaryKey] = [key("primary"), key("secondary")];
  keys.primary[subscription.name] = primaryKey;
  keys.secondary[subscription.name] = secondaryKey;
  return new apimanagement.Subscription(
    `${name}-subscription-${subscription.name}`,
    {
      ...service,
      sid: subscription.name,
      displayName: subscription.name,
      scope: product.id,
      // Without it the subscription waits for somebody's approval, and its keys are refused.
      state: apimanagement.SubscriptionState.Active,
      primaryKey,
      secondaryKey,
    },
    { ...options, additionalSecretOutputs: ["primaryKey", "secondaryKey"] },
  );
}
