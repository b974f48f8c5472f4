import type { RuleContext } from "./context";
import { type Finding, learn, type Rule } from "./rule";
import { describe } from "./context";
import type { Subject } from "./subject";

/** Types whose names are host names, unique in the world, and what Azure answers to the second. */
const worldwide: readonly (readonly [type: string, code: string, host: string, source: string])[] = [
  [
    "microsoft.apimanagement/service",
    "ServiceAlreadyExists",
    "azure-api.net",
    `${learn}/api-management/get-started-create-service-instance`,
  ],
  [
    "microsoft.keyvault/vaults",
    "VaultAlreadyExists",
    "vault.azure.net",
    `${learn}/key-vault/general/overview`,
  ],
  [
    "microsoft.eventhub/namespaces",
    "NamespaceUnavailable",
    "servicebus.windows.net",
    `${learn}/event-hubs/event-hubs-create`,
  ],
  [
    "microsoft.storage/storageaccounts",
    "StorageAccountAlreadyTaken",
    "core.windows.net",
    `${learn}/storage/common/storage-account-overview`,
  ],
  ["microsoft.web/sites", "Conflict", "azurewebsites.net", `${learn}/app-service/overview`],
  [
    "microsoft.search/searchservices",
    "ServiceNameUnavailable",
    "search.windows.net",
    `${learn}/search/search-create-service-portal`,
  ],
];

export const uniqueRules: readonly Rule[] = [
  ...worldwide.map(([type, code, host, source]): Rule => ({
    code,
    status: 409,
    types: [type],
    source,
    *check(subject, context) {
      const other = context
        .earlier(subject)
        .find((earlier) => earlier.name.toLowerCase() === subject.name.toLowerCase());
      if (other)
        yield {
          message: `the name '${subject.name}' is in use by ${describe(other.resource)}: ${subject.name}.${host} is unique in the world`,
          hint: "name one of them differently",
        };
    },
  })),
  {
    code: "AZURE_DUPLICATE_ID",
    types: ["*"],
    source: `${learn}/azure-resource-manager/management/overview`,
    check: duplicate,
  },
];

function* duplicate(subject: Subject, context: RuleContext): Generator<Finding> {
  const first = context.find(subject.id);
  if (!first || first === subject || first.resource === subject.resource) return;
  // A template may set on a resource what its typed declaration cannot, once that one is there.
  if (subject.contained && context.waits(subject.resource, first.resource)) return;
  // What such a template wrote on it does not keep it from being changed.
  if (context.isChange && first.contained) return;
  yield {
    message: `has the same Azure id as ${describe(first.resource)}: ${subject.id}`,
    hint: "name one of them differently",
  };
}
