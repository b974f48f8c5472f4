import { z } from "@azure-genai-gateway/schema";
import { about, pages } from "./about";
import { certificateAccess } from "./existing";
import { given } from "./given";
import { between, cidr, hostName, keyVaultSecretId, spoke, subnets, zoneList } from "./texts";

export const network = z
  .strictObject({
    private: z
      .boolean()
      .default(true)
      .meta(
        about(
          "`false`: no virtual network and no private endpoints, for a cheap start; identities are the only way in then. Needs `ingress.enabled: false`.",
        ),
      ),
    addressSpace: cidr
      .default("10.2.0.0/16")
      .meta(about("IPv4 range of the virtual network of the first location.")),
    subnets: subnets.optional().meta(
      about("IPv4 ranges of the subnets.", {
        otherwise: "the 4th, 5th and 7th /24 of the address space",
      }),
    ),
    ...spoke,
  })
  .prefault({})
  .meta(
    about("The virtual network that everything private stands in.", { page: pages.apiManagementNetwork }),
  );

export const ingress = z
  .strictObject({
    enabled: z
      .boolean()
      .default(true)
      .meta(
        about("Whether an Application Gateway with a web application firewall stands in front.", {
          page: "https://learn.microsoft.com/azure/web-application-firewall/ag/ag-overview",
        }),
      ),
    capacity: z
      .strictObject({
        min: between(0, 125)
          .default(2)
          .meta(about("Fewest instances.", { unit: "instances" })),
        max: between(2, 125)
          .default(3)
          .meta(about("Most instances.", { unit: "instances" })),
      })
      .prefault({})
      .meta(
        about("Between how many instances the Application Gateway scales by itself.", {
          page: "https://learn.microsoft.com/azure/application-gateway/application-gateway-autoscaling-zone-redundant",
        }),
      ),
    zones: zoneList.default(["1", "2", "3"]).meta(
      about("Availability zones of gateway and public address; `[]` where the region has none.", {
        page: "https://learn.microsoft.com/azure/reliability/reliability-application-gateway-v2",
      }),
    ),
    hostName: hostName.optional().meta(
      about("The name that clients call; needs `certificateSecretId`.", {
        example: "genai.example.com",
        otherwise: "the public address's own name",
      }),
    ),
    certificateSecretId: given(keyVaultSecretId)
      .optional()
      .meta(
        about("Id of the certificate's secret in Key Vault; without a version, renewals are taken.", {
          example: "https://kv-certificates.vault.azure.net/secrets/genai-example-com",
          otherwise: "a certificate of the stack's own",
          page: "https://learn.microsoft.com/azure/application-gateway/key-vault-certs",
        }),
      ),
    ...certificateAccess,
    plainHttp: z
      .boolean()
      .default(false)
      .meta(about("`true`: plain HTTP instead of HTTPS, so that keys and prompts can be read on the way.")),
  })
  .prefault({})
  .meta(about("The public entrance of a region: Application Gateway with a web application firewall."));
