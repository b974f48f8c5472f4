import { z } from "@azure-genai-gateway/schema";
import { about, pages } from "./about";
import { certificateAccess } from "./existing";
import { given } from "./given";
import { sizeNames } from "./size";
import {
  between,
  cidr,
  hostName,
  keyVaultSecretId,
  regionText,
  spoke,
  subnets,
  text,
  zoneList,
} from "./texts";

const skus = ["Developer", "Premium", "StandardV2", "PremiumV2"] as const;
const units = z.int().min(1, "Write 1 or more units").max(31, "Write at most 31 units");
const zonesPage = "https://learn.microsoft.com/azure/reliability/reliability-api-management";

export const apiManagement = z
  .strictObject({
    sku: z
      .enum(skus)
      .optional()
      // `size` says it where the stack does not, before the schema is asked.
      .transform((sku, context) => {
        if (sku !== undefined) return sku;
        context.issues.push({
          code: "custom",
          input: sku,
          message: `Write one of: ${skus.join(", ")}; or a size: ${sizeNames.join(", ")}`,
        });
        return z.NEVER;
      })
      .meta(
        about(
          "Tier of the service. `Developer` has no service level and one unit; `StandardV2` keeps a public address unless that is closed; in the v2 tiers budgets in money are quotas of tokens. Only `Premium` stands in several regions.",
          {
            example: "Developer",
            otherwise: "as `size` says; needed without one",
            page: pages.apiManagementTiers,
          },
        ),
      ),
    capacity: units
      .default(1)
      .meta(
        about(
          "Units of the service in the first location: at most 1 for Developer, 31 for Premium, 10 for StandardV2, 30 for PremiumV2. With `zones`, a multiple of their number.",
          { unit: "units", page: pages.apiManagementTiers },
        ),
      ),
    zones: zoneList
      .min(1)
      .optional()
      .meta(
        about("Availability zones of the units; `Premium` only.", {
          example: ["1", "2", "3"],
          otherwise: "Azure chooses",
          page: zonesPage,
        }),
      ),
    publisherName: given(
      text("Write the name of your organisation").max(100, "Write at most 100 characters"),
    ).meta(about("Who runs the service, as developers see it.", { example: "GenAI platform team" })),
    publisherEmail: given(z.email("Write an address that notifications can go to")).meta(
      about("Address that Azure's notifications about the service go to.", {
        example: "genai-platform@example.com",
        page: "https://learn.microsoft.com/azure/api-management/api-management-howto-configure-notifications",
      }),
    ),
    customDomain: z
      .strictObject({
        hostName: hostName.meta(
          about("Host name of the service's gateway in place of `NAME.azure-api.net`.", {
            example: "genai-internal.example.com",
            page: pages.customDomain,
          }),
        ),
        keyVaultSecretId: given(keyVaultSecretId).meta(
          about("Id of the certificate's secret in Key Vault; without a version, renewals are taken.", {
            example: "https://kv-certificates.vault.azure.net/secrets/genai-internal",
            page: pages.customDomain,
          }),
        ),
        ...certificateAccess,
        certificateIdentity: z
          .enum(["UserAssigned", "SystemAssigned"])
          .optional()
          .meta(
            about(
              "Which of the service's identities reads the certificate. `UserAssigned` is there before the service, but a vault's firewall lets in `SystemAssigned` only, which is there after it: a second `up` puts the domain on.",
              {
                example: "UserAssigned",
                otherwise:
                  "`SystemAssigned` for the stack's own vault where that is private, else `UserAssigned`",
                page: pages.customDomain,
              },
            ),
          ),
      })
      .optional()
      .meta(
        about("A host name of its own for the service, with a certificate from Key Vault.", {
          otherwise: "`NAME.azure-api.net`",
          page: pages.customDomain,
        }),
      ),
    virtualNetworkType: z
      .enum(["Internal", "External"])
      .optional()
      .meta(
        about(
          "`Internal`: no endpoint on the internet. `External`: a public name and certificate of the service's own, while models, vault and hub stay private. `StandardV2` is `External` and nothing else. `PremiumV2` cannot change from one to the other later.",
          {
            example: "Internal",
            otherwise: "`Internal`, and `External` for `StandardV2`",
            page: pages.apiManagementNetwork,
          },
        ),
      ),
    privateEndpoint: z
      .boolean()
      .default(false)
      .meta(
        about(
          "Whether the stack's network gets a private endpoint to the service's gateway: for `StandardV2`, for `PremiumV2` with `virtualNetworkType: External`, and for a service of `existing.apiManagementId`.",
          { page: pages.apiManagementEndpoint },
        ),
      ),
    publicNetworkAccess: z
      .enum(["Enabled", "Disabled"])
      .default("Enabled")
      .meta(
        about(
          "`Disabled`: the gateway answers by its private endpoint alone. Needs `privateEndpoint`; the service is made open and closed in the same `up`, before any API is on it.",
          { page: pages.apiManagementEndpoint },
        ),
      ),
    notificationSenderEmail: given(z.email("Write an address that notifications come from"))
      .optional()
      .meta(
        about("Address that notifications to developers come from.", {
          example: "genai-platform@example.com",
          otherwise: "Azure's own",
        }),
      ),
  })
  .meta(about("The API Management service."));

/** Another region that the gateway stands in. */
const additionalLocation = z
  .strictObject({
    location: regionText("francecentral").meta(
      about("Azure region.", { example: "francecentral", page: pages.regions }),
    ),
    capacity: units.optional().meta(
      about("Units of API Management there.", {
        unit: "units",
        example: 3,
        otherwise: "as in the first location",
      }),
    ),
    zones: zoneList.optional().meta(
      about("Availability zones of API Management there; `[]` where the region has none.", {
        example: ["1", "2", "3"],
        otherwise: "as in the first location",
      }),
    ),
    ingressZones: zoneList.optional().meta(
      about("Availability zones of the ingress there; `[]` where the region has none.", {
        example: [],
        otherwise: "as in the first location",
      }),
    ),
    addressSpace: cidr.meta(
      about("IPv4 range of the virtual network there. It has no address in common with another region's.", {
        example: "10.3.0.0/16",
      }),
    ),
    subnets: subnets
      .optional()
      .meta(about("IPv4 ranges of the subnets there.", { otherwise: "by the rule of `network.subnets`" })),
    ...spoke,
  })
  .meta(about("One further region."));

export const additionalLocations = z
  .array(additionalLocation)
  .max(5, "Describe at most 5 additional locations")
  .default([])
  .meta(
    about(
      "Further regions that the gateway stands in, `Premium` only: each gets a network, units of API Management, an Event Hub and an ingress.",
      { page: pages.multiRegion },
    ),
  );

export const trafficManager = z
  .strictObject({
    routing: z
      .enum(["Performance", "Priority"])
      .default("Performance")
      .meta(
        about("`Performance`: clients go to the nearest region. `Priority`: to the first one that answers.", {
          page: pages.trafficManager,
        }),
      ),
    dnsTtlSeconds: between(0, 3600, "Write 0 to 3600 seconds")
      .default(30)
      .meta(
        about(
          "How long clients may keep an answer of DNS, and so how long some go on to a region that is lost.",
          { unit: "seconds" },
        ),
      ),
  })
  .prefault({})
  .meta(
    about(
      "Traffic Manager, the entrance in front of the ingress of every region; used where there are several.",
      {
        page: pages.trafficManager,
      },
    ),
  );
