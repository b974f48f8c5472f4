import type { DeclaredResource } from "@azure-genai-gateway/common/resource";
import type { ApiModel } from "../gateway/model/types";
import { takesBearer } from "../ingress/model";
import type { ServedStack } from "./serveStack";

/** What clients of a served stack need: where to call, with which keys, and where its events are. */
export interface ClientAccess {
  /** Of the entrance, without a trailing slash. */
  readonly url: string;
  readonly apis: readonly AccessibleApi[];
  readonly keys: readonly ClientKey[];
  readonly eventHubs: readonly {
    readonly namespace: string;
    readonly hubs: readonly string[];
    readonly connectionString: string;
  }[];
}

export interface AccessibleApi {
  readonly id: string;
  /** https://, or wss:// of a WebSocket API. */
  readonly url: string;
  /** The header that a key is looked for in. */
  readonly keyHeader: string;
  /** Whether `Authorization: Bearer KEY` does as well. */
  readonly takesBearer: boolean;
}

export interface ClientKey {
  readonly subscription: string;
  /** Empty where it is for an API, or for all. */
  readonly product: string;
  readonly key: string;
  /** Ids of the APIs that it opens. */
  readonly apis: readonly string[];
}

/** The same at any time: what the stack declares now. */
export function clientAccess(stack: ServedStack, resources: readonly DeclaredResource[]): ClientAccess {
  const { service } = stack.gateway;
  const apis = service.apis.filter(({ isCurrent }) => isCurrent);
  const products = new Map(service.products.map((product) => [product.id.toLowerCase(), product]));
  const opens = (subscription: (typeof service.subscriptions)[number], { id }: ApiModel): boolean => {
    const { scope } = subscription;
    if (scope.kind === "all") return true;
    if (scope.kind === "api") return scope.apiId.toLowerCase() === id.toLowerCase();
    return products.get(scope.productId.toLowerCase())?.apiIds.has(id.toLowerCase()) === true;
  };
  return {
    url: stack.url,
    apis: apis.map(({ id, path, keyHeader, webSocket }) => ({
      id,
      url: `${webSocket ? stack.url.replace(/^http/, "ws") : stack.url}/${path}`,
      keyHeader,
      takesBearer: takesBearer(resources, keyHeader),
    })),
    keys: service.subscriptions
      .filter(({ active }) => active)
      .map((subscription) => ({
        subscription: subscription.name,
        product: subscription.scope.kind === "product" ? subscription.scope.productId : "",
        key: subscription.primaryKey,
        apis: apis.filter((api) => opens(subscription, api)).map(({ id }) => id),
      })),
    eventHubs: [...stack.eventHubConnectionStrings].map(([namespace, connectionString]) => ({
      namespace,
      hubs: stack.eventHubs.get(namespace)?.hubs.map(({ name }) => name) ?? [],
      connectionString,
    })),
  };
}
