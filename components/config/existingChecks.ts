import { zoneNames, type ZoneRole } from "../network/zones";
import type { Report } from "./report";
import type { SalvagedConfig } from "./salvage";

/** What is brought is left as it is, so keys that would change it contradict; and what is brought belongs together. */
export function existingChecks(config: SalvagedConfig, report: Report): void {
  serviceChecks(config, report);
  accountChecks(config, report);
  subnetChecks(config, report);
  zoneNameChecks(config, report);
}

/** Keys of a service that only who declares it decides. Its `sku` is asked for: it says what the gateway can do there. */
const serviceKeys = [
  "capacity",
  "zones",
  "customDomain",
  "virtualNetworkType",
  "publicNetworkAccess",
  "notificationSenderEmail",
] as const;

function serviceChecks(config: SalvagedConfig, report: Report): void {
  const { existing, apiManagement, additionalLocations = [] } = config;
  certificateChecks(config, report);
  if (existing?.apiManagementId === undefined) {
    if (existing?.apiManagementIdentity !== undefined)
      report(
        "CONFIG_EXISTING_IDENTITY",
        ["existing", "apiManagementIdentity"],
        "The stack declares its API Management, and an identity with it",
        "Take the key out, or add existing.apiManagementId",
      );
    return;
  }
  if (existing.apiManagementIdentity === undefined)
    report(
      "CONFIG_EXISTING_IDENTITY",
      ["existing", "apiManagementIdentity"],
      "The service's identities are left as they are, so the one that gets the gateway's roles has to be named",
      "Add existing.apiManagementIdentity.principalId, and clientId where it is a user-assigned one",
    );
  if (config.network?.private !== false && existing.virtualNetworkId === undefined)
    report(
      "CONFIG_EXISTING_NETWORK",
      ["existing", "virtualNetworkId"],
      "The service stands in a network of its own, which does not reach private endpoints in a new one",
      "Add existing.virtualNetworkId: the network that the service reaches into, or one that is peered with it",
    );
  const refuse = (path: readonly string[]) =>
    report(
      "CONFIG_EXISTING_SERVICE",
      path,
      "API Management is there already (existing.apiManagementId), and this key would change it",
      "Take the key out, or existing.apiManagementId",
    );
  for (const key of serviceKeys) if (apiManagement?.[key] !== undefined) refuse(["apiManagement", key]);
  if (additionalLocations.length > 0) refuse(["additionalLocations"]);
}

/** docs/decisions/0017: a role for the system-assigned identity would come after the certificate is read. */
function certificateChecks({ existing, apiManagement }: SalvagedConfig, report: Report): void {
  const domain = apiManagement?.customDomain;
  if (domain?.certificateIdentity !== "SystemAssigned" || domain.grantCertificateAccess === false) return;
  if (domain.certificateVaultId === undefined && existing?.keyVaultId === undefined) return;
  report(
    "CONFIG_CERTIFICATE_IDENTITY",
    ["apiManagement", "customDomain", "certificateIdentity"],
    "The identity is there once the service is, so its role on a vault that is brought cannot come before the certificate is read",
    "Give it Key Vault Secrets User on the vault after a first up without customDomain, and write grantCertificateAccess: false",
  );
}

function accountChecks({ backends = [] }: SalvagedConfig, report: Report): void {
  for (const [index, backend] of backends.entries()) {
    if (!backend?.existing) continue;
    const path = ["backends", index];
    if (backend.accountKind !== undefined)
      report(
        "CONFIG_EXISTING_ACCOUNT",
        [...path, "accountKind"],
        "The account is there already, and has its kind",
        "Take the key out, or existing",
      );
    // Where the account declares its deployments, the SKU is theirs; its location says which gateways it is near to.
    if (backend.sku !== undefined && backend.existing.deployments !== "declared")
      report(
        "CONFIG_EXISTING_ACCOUNT",
        [...path, "sku"],
        "The deployments are only named here, and have the SKU that they have",
        "Take the key out, or write existing.deployments: declared",
      );
  }
}

const idOf = (value: unknown) => (typeof value === "string" ? value.toLowerCase() : undefined);

/** Of what is only known later, Azure tells. */
function subnetChecks({ existing }: SalvagedConfig, report: Report): void {
  const network = idOf(existing?.virtualNetworkId);
  if (network === undefined) return;
  for (const [role, value] of Object.entries(existing?.subnetIds ?? {})) {
    const subnet = idOf(value);
    if (subnet !== undefined && !subnet.startsWith(`${network}/subnets/`))
      report(
        "CONFIG_SUBNET_ELSEWHERE",
        ["existing", "subnetIds", role],
        "The subnet is not in existing.virtualNetworkId",
        "Name a subnet of that network, or the network of this subnet",
      );
  }
}

/** How the names of zones begin, in every cloud of Azure's. https://learn.microsoft.com/azure/private-link/private-endpoint-dns */
const inEveryCloud = (zone: string) => zone.replace(/(?:(?:azure|windows)\.)?[a-z]+$/, "");

function zoneNameChecks({ existing }: SalvagedConfig, report: Report): void {
  for (const [role, value] of Object.entries(existing?.privateDnsZoneIds ?? {})) {
    const name = idOf(value)?.split("/").at(-1);
    const wanted = inEveryCloud(zoneNames[role as ZoneRole]);
    if (name !== undefined && !name.startsWith(wanted))
      report(
        "CONFIG_ZONE_NAME",
        ["existing", "privateDnsZoneIds", role],
        `Private endpoints of this kind are looked up in ${wanted}..., not in ${name}`,
        `Give the id of the zone ${wanted}...`,
      );
  }
}
