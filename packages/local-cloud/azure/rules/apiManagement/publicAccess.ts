import { connectionsOf } from "../network/privateEndpoints";
import { fault, type Rule } from "../rule";
import { sameId } from "../subject";
import { service } from "./tiers";

const at = "publicNetworkAccess";

/** When a gateway can be taken off the internet: https://learn.microsoft.com/azure/api-management/private-endpoint */
export const publicAccessRules: readonly Rule[] = [
  {
    code: "ActivateServiceWithPrivateEndpointAccessNotAllowed",
    types: [service],
    source: "https://github.com/hashicorp/terraform-provider-azurerm/issues/31788",
    *check(subject, context) {
      if (subject.text(at) !== "Disabled" || context.when === "present") return;
      // The first to say the id makes the service; a template that comes after it is a second write.
      if (!subject.contained || context.find(subject.id) === subject)
        yield fault(
          at,
          "is Disabled before the service is there",
          "create the service without it, then the endpoint, then close it by a second write",
        );
    },
  },
  {
    code: "NotSupported",
    types: [service],
    source: "https://github.com/Azure/azure-rest-api-specs/issues/24947",
    *check(subject, context) {
      if (subject.text(at) !== "Disabled") return;
      if (context.when === "declared" && !subject.contained) return;
      const endpoints = context
        .ofType("microsoft.network/privateendpoints")
        .filter((endpoint) => connectionsOf(endpoint).some(({ target }) => sameId(target, subject.id)));
      if (endpoints.some((endpoint) => context.waits(subject.resource, endpoint.resource))) return;
      yield fault(
        at,
        endpoints.length > 0
          ? "may be Disabled before the private endpoint of the service is there"
          : "is Disabled, and the service has no approved private endpoint",
        "dependsOn the service's private endpoint, of the group Gateway",
      );
    },
  },
];
