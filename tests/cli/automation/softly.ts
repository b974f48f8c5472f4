import { LocalCloud } from "../../../packages/local-cloud/account/localCloud";
import { request } from "../../local-cloud/request";

/** A cloud in which a vault, an account and an API Management service have just been deleted. */
export async function deletedSoftly({
  purgeProtection,
}: {
  readonly purgeProtection: boolean;
}): Promise<LocalCloud> {
  const cloud = new LocalCloud();
  const shared = { resourceGroupName: "g", location: "swedencentral" };
  await cloud.create(request("resources:ResourceGroup", shared));
  const inputs = [
    [
      "keyvault:Vault",
      {
        vaultName: "kv-x",
        properties: {
          tenantId: "00000000-0000-0000-0000-000000000000",
          sku: { name: "standard", family: "A" },
          enableRbacAuthorization: true,
          ...(purgeProtection ? { enablePurgeProtection: true } : {}),
        },
      },
    ],
    [
      "cognitiveservices:Account",
      {
        accountName: "oai-x",
        kind: "OpenAI",
        sku: { name: "S0" },
        properties: { customSubDomainName: "oai-x" },
      },
    ],
    [
      "apimanagement:ApiManagementService",
      {
        serviceName: "apim-x",
        sku: { name: "Developer", capacity: 1 },
        publisherName: "p",
        publisherEmail: "p@example.com",
      },
    ],
  ] as const;
  for (const [type, own] of inputs) {
    const { id } = await cloud.create(request(type, { ...shared, ...own }));
    await cloud.delete(id);
  }
  return cloud;
}
