import type { InvokeResult } from "../provider";
import type { DeclaredResource } from "@azure-genai-gateway/common/resource";
import { armIdentity } from "./armId";
import { seededKey } from "./computedOutputs";
import { azureTypeName } from "./resourceTypes";
import { localSubscription, localTenant, seededHex, seededUuid } from "./seeded";

/**
 * Azure-native's functions: the caller's own identity, keys, and `getX` of what the program declares itself.
 * Throws for any other, as the local cloud holds nothing else.
 */
export function invokeAzure(
  token: string,
  args: Readonly<Record<string, unknown>>,
  resources: readonly DeclaredResource[],
): InvokeResult {
  const name = azureTypeName(token);
  if (name === "authorization:getClientConfig") {
    return {
      outputs: {
        clientId: seededUuid("local:client"),
        objectId: seededUuid("local:object"),
        subscriptionId: localSubscription,
        tenantId: localTenant,
      },
    };
  }
  if (name === "authorization:getClientToken") {
    return { outputs: { token: seededHex("local:token", 64) }, secretOutputs: ["token"] };
  }
  const [module = "", called = ""] = (name ?? "").split(":");
  const getter = /^get([A-Z]\w*)$/.exec(called);
  const lister = keyLists[called];
  const type = `azure-native:${module}:${lister?.type ?? getter?.[1] ?? ""}`;
  const target = armIdentity({ type, name: "", urn: "", inputs: args });
  const found = target && resources.find(({ id }) => id.toLowerCase() === target.id.toLowerCase());
  if (!found) {
    const asked = target && (lister ?? getter) ? `${token} asks for ${target.id}, which` : `${token}`;
    throw new Error(`${asked} the local cloud does not have; it holds only what this program declares`);
  }
  if (lister) return lister.list(found);
  const { id, outputs, secretOutputs } = found;
  return { outputs: { ...outputs, id }, secretOutputs };
}

interface KeyList {
  readonly type: string;
  readonly list: (resource: DeclaredResource) => InvokeResult;
}

const pair = (first: string, second: string) => (resource: DeclaredResource) => ({
  outputs: { [first]: seededKey(`${resource.id}:1`), [second]: seededKey(`${resource.id}:2`) },
  secretOutputs: [first, second],
});

const keyLists: Readonly<Record<string, KeyList>> = {
  listDatabaseKeys: { type: "Database", list: pair("primaryKey", "secondaryKey") },
  listAccountKeys: { type: "Account", list: pair("key1", "key2") },
  getSharedKeys: { type: "Workspace", list: pair("primarySharedKey", "secondarySharedKey") },
  listWorkspaceSharedKeys: { type: "Workspace", list: pair("primarySharedKey", "secondarySharedKey") },
  listSubscriptionSecrets: {
    type: "Subscription",
    list: ({ outputs }) => ({
      outputs: { primaryKey: outputs["primaryKey"], secondaryKey: outputs["secondaryKey"] },
      secretOutputs: ["primaryKey", "secondaryKey"],
    }),
  },
};
