import { z } from "@azure-genai-gateway/schema";
import { about, pages } from "./about";
import { given } from "./given";
import { armId } from "./texts";

const group = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shared";

/** Key and prose of something in Azure that is used instead of being declared. */
function brought(
  what: string,
  types: readonly string[],
  more: { readonly name?: string; readonly page?: string } = {},
) {
  const { name = "NAME", page } = more;
  const path = types.map((type, depth) => `${depth === 0 ? "/providers" : ""}/${type}/${name}`).join("");
  return given(armId(...types))
    .optional()
    .meta(about(`Id of ${what}`, { example: `${group}${path}`, otherwise: "declared by the stack", page }));
}

const network = "Microsoft.Network/virtualNetworks";
const subnet = (whose: string) =>
  brought(
    `the subnet of ${whose}, in \`existing.virtualNetworkId\`. It is used as it is.`,
    [network, "subnets"],
    {
      name: "shared",
    },
  );
const zone = (name: string) =>
  brought(
    `the private DNS zone \`${name}\`, linked to every network of the gateway.`,
    ["Microsoft.Network/privateDnsZones"],
    { name, page: pages.privateDns },
  );

export const existing = z
  .strictObject({
    resourceGroupId: given(armId())
      .optional()
      .meta(
        about("Id of the resource group that everything of the first location goes into.", {
          example: group,
          otherwise: "declared by the stack",
        }),
      ),
    virtualNetworkId: brought("the virtual network of the first location.", [network], {
      name: "vnet-shared",
    }),
    subnetIds: z
      .strictObject({
        applicationGateway: subnet("the Application Gateway"),
        privateEndpoints: subnet("the private endpoints"),
        apiManagement: subnet("API Management"),
        deploy: subnet("whatever deploys from inside the network"),
      })
      .optional()
      .meta(
        about("Subnets of `existing.virtualNetworkId` to use; those that are left out are declared in it.", {
          otherwise: "every subnet is declared",
        }),
      ),
    privateDnsZoneIds: z
      .strictObject({
        openAi: zone("privatelink.openai.azure.com"),
        cognitiveServices: zone("privatelink.cognitiveservices.azure.com"),
        aiServices: zone("privatelink.services.ai.azure.com"),
        keyVault: zone("privatelink.vaultcore.azure.net"),
        eventHub: zone("privatelink.servicebus.windows.net"),
        redis: zone("privatelink.redis.azure.net"),
        apiManagement: zone("privatelink.azure-api.net"),
        monitor: zone("privatelink.monitor.azure.com"),
        oms: zone("privatelink.oms.opinsights.azure.com"),
        ods: zone("privatelink.ods.opinsights.azure.com"),
        agentSvc: zone("privatelink.agentsvc.azure-automation.net"),
        blob: zone("privatelink.blob.core.windows.net"),
      })
      .optional()
      .meta(
        about("Private DNS zones to use, as a hub network of a landing zone has them.", {
          otherwise: "every zone is declared and linked",
          page: pages.privateDns,
        }),
      ),
    logAnalyticsWorkspaceId: brought(
      "the Log Analytics workspace that diagnostics and metrics go to.",
      ["Microsoft.OperationalInsights/workspaces"],
      { name: "log-shared" },
    ),
    privateLinkScopeId: given(armId("Microsoft.Insights/privateLinkScopes"))
      .optional()
      .meta(
        about(
          "Id of an Azure Monitor private link scope that the stack's workspace and Application Insights are added to. Its access modes, its endpoint and its DNS zones are left alone.",
          {
            example: `${group}/providers/Microsoft.Insights/privateLinkScopes/ampls-hub`,
            otherwise: "they are in no scope, but for `monitoring.privateLink`",
            page: pages.privateLinkScope,
          },
        ),
      ),
    keyVaultId: brought(
      "the Key Vault to use; its settings are left as they are.",
      ["Microsoft.KeyVault/vaults"],
      {
        name: "kv-shared",
      },
    ),
    apiManagementId: brought(
      "an API Management service that is there: the gateway is added to it, its other APIs and its settings are left alone.",
      ["Microsoft.ApiManagement/service"],
      { name: "apim-shared" },
    ),
    apiManagementIdentity: z
      .strictObject({
        principalId: given(z.guid("Write the principal's object id, a UUID")).meta(
          about("Object id of the identity's principal: it gets the gateway's roles.", {
            example: "11111111-1111-1111-1111-111111111111",
            page: pages.managedIdentity,
          }),
        ),
        clientId: given(z.guid("Write the identity's client id, a UUID"))
          .optional()
          .meta(
            about("Client id of a user-assigned identity that the service has.", {
              example: "22222222-2222-2222-2222-222222222222",
              otherwise: "the service's system-assigned identity",
              page: pages.managedIdentity,
            }),
          ),
      })
      .optional()
      .meta(
        about(
          "The identity of `existing.apiManagementId` that the gateway signs on as: to models, Event Hub and Application Insights. Needed there, for a service's identities are left alone.",
          { otherwise: "the stack declares one" },
        ),
      ),
  })
  .prefault({})
  .meta(
    about("What is there already: it is used instead of being declared, and `destroy` leaves it.", {
      otherwise: "everything is declared",
    }),
  );

const vaultId = armId("Microsoft.KeyVault/vaults");

/** Where a certificate's vault stands, and whether this stack gives the reader its role there. */
export const certificateAccess = {
  certificateVaultId: given(vaultId)
    .optional()
    .meta(
      about("Id of the vault that holds the certificate.", {
        example: `${group}/providers/Microsoft.KeyVault/vaults/kv-certificates`,
        otherwise: "the stack's own vault, or `existing.keyVaultId`",
      }),
    ),
  grantCertificateAccess: z
    .boolean()
    .default(true)
    .meta(
      about(
        "Whether the stack gives the reader of the certificate the role Key Vault Secrets User on it; `false` where somebody else does.",
        { page: pages.keyVaultRoles },
      ),
    ),
};

/** An account that is there already, in this or another subscription. */
export const existingAccount = z.strictObject({
  accountId: given(armId("Microsoft.CognitiveServices/accounts")).meta(
    about("Id of the account, in this or another subscription.", {
      example: `${group}/providers/Microsoft.CognitiveServices/accounts/oai-shared`,
    }),
  ),
  endpoint: given(
    z
      .string()
      .regex(/^https:\/\/[^\s/:?#]+(:\d+)?\/?$/, "Write a URL such as https://NAME.openai.azure.com/"),
  )
    .optional()
    .meta(
      about("Where the account answers.", {
        example: "https://oai-shared.openai.azure.com/",
        otherwise: "`https://NAME.openai.azure.com/`, NAME being the account's",
      }),
    ),
  deployments: z
    .enum(["named", "declared"])
    .default("named")
    .meta(
      about(
        "`named`: the backend's deployments are there and only named here. `declared`: the stack makes them.",
      ),
    ),
  privateEndpoint: z
    .boolean()
    .default(true)
    .meta(
      about("Whether the stack's network gets a private endpoint to the account.", {
        page: pages.privateDns,
      }),
    ),
  grantAccess: z
    .boolean()
    .default(true)
    .meta(
      about(
        "Whether the stack gives the gateway's identity the role Cognitive Services OpenAI User on the account; `false` where somebody else does.",
      ),
    ),
});
