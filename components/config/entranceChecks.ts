import { regionOf, type Catalogue } from "@azure-genai-gateway/catalogue";
import { networkTypeOf, skuFacts } from "../apiManagement/skus";
import { speaks } from "../providerPlan";
import type { Providers } from "../providers";
import { usualKey } from "../providers/callerKeys";
import { namedBackends } from "./namedBackends";
import type { Report } from "./report";
import type { SalvagedConfig } from "./salvage";

/** How clients come in: the ingress, or API Management itself. */
export function entranceChecks(
  config: SalvagedConfig,
  report: Report,
  catalogue: Catalogue,
  providers: Providers,
): void {
  networkTypeChecks(config, report);
  if (config.ingress?.enabled === false) withoutIngressChecks(config, report, providers);
  else ingressChecks(config, report, catalogue);
}

/** https://learn.microsoft.com/azure/api-management/virtual-network-concepts */
function networkTypeChecks({ apiManagement, network, ingress }: SalvagedConfig, report: Report): void {
  const type = apiManagement?.virtualNetworkType;
  if (type === undefined) return;
  const path = ["apiManagement", "virtualNetworkType"];
  if (network?.private === false)
    return report(
      "CONFIG_WITHOUT_NETWORK",
      path,
      "This stack has no virtual network",
      "Take the key out, or network.private: false",
    );
  const sku = apiManagement?.sku;
  if (sku && !skuFacts[sku].networks.includes(type))
    return report(
      "CONFIG_NETWORK_TYPE_SKU",
      path,
      `A ${sku} service has a public gateway and reaches into the network, and no other way`,
      "Take the key out, or write sku: PremiumV2, Developer or Premium",
    );
  if (type === "External" && ingress?.enabled !== false && apiManagement?.publicNetworkAccess !== "Disabled")
    report(
      "CONFIG_PUBLIC_GATEWAY",
      path,
      "API Management has a public address, where calls can pass by the ingress and its firewall",
      sku && !skuFacts[sku].classic
        ? "Write privateEndpoint: true and publicNetworkAccess: Disabled, or virtualNetworkType: Internal"
        : "Write virtualNetworkType: Internal, or ingress.enabled: false where no firewall is wanted",
      "warning",
    );
}

/** What clients of API Management itself meet. */
function withoutIngressChecks(config: SalvagedConfig, report: Report, providers: Providers): void {
  const { apiManagement, network } = config;
  const path = ["ingress", "enabled"];
  const backends = namedBackends(config.backends);
  const others = Object.values(providers.apis)
    .filter(({ name, key }) => key.header !== usualKey.header && speaks(providers, backends, name))
    .map(({ displayName, key }) => `, of ${displayName} in ${key.header}`);
  report(
    "CONFIG_KEY_AS_API_KEY",
    path,
    `Without the ingress a key is found in the header api-key alone (or the query parameter subscription-key)${others.join("")}, not in Authorization: Bearer nor Ocp-Apim-Subscription-Key`,
    "Have clients send api-key: for OpenAI's libraries that is default_headers, or their Azure client",
    "warning",
  );
  const facts = apiManagement?.sku && skuFacts[apiManagement.sku];
  const { sku, virtualNetworkType, publicNetworkAccess } = apiManagement ?? {};
  const inside =
    publicNetworkAccess === "Disabled" || (sku && networkTypeOf({ sku, virtualNetworkType }) === "Internal");
  if (network?.private !== false && inside)
    report(
      "CONFIG_INSIDE_ONLY",
      path,
      "API Management answers inside the virtual network alone, and nothing leads there from outside",
      facts?.classic
        ? "Call it from a network that is peered, see docs/network.md; or write apiManagement.virtualNetworkType: External"
        : "Call it from a network that is peered, see docs/network.md",
      "warning",
    );
}

function ingressChecks(
  { ingress, network, ...config }: SalvagedConfig,
  report: Report,
  catalogue: Catalogue,
): void {
  if (network?.private === false)
    report(
      "CONFIG_INGRESS_WITHOUT_NETWORK",
      ["network", "private"],
      "The ingress stands in the virtual network, which this stack has none of",
      "Write ingress.enabled: false; clients then call API Management itself, with the key as api-key",
    );
  zoneChecks({ ingress, ...config }, report, catalogue);
  if (!ingress) return;
  const { min = 2, max = 3 } = ingress.capacity ?? {};
  if (min > max)
    report(
      "CONFIG_CAPACITY_ORDER",
      ["ingress", "capacity", "min"],
      `The least capacity, ${min}, is above the most, ${max}`,
      `Write ${max} or less`,
    );
  certificateChecks({ ingress, ...config }, report);
}

function certificateChecks({ ingress = {}, existing }: SalvagedConfig, report: Report): void {
  const { certificateSecretId, certificateVaultId, grantCertificateAccess, hostName, plainHttp } = ingress;
  if (plainHttp && certificateSecretId !== undefined)
    report(
      "CONFIG_PLAIN_HTTP_CERTIFICATE",
      ["ingress", "plainHttp"],
      "Plain HTTP has no use for the certificate",
      "Take plainHttp out, or certificateSecretId",
    );
  else if (plainHttp)
    report(
      "CONFIG_PLAIN_HTTP",
      ["ingress", "plainHttp"],
      "Keys and prompts can be read on the way to the ingress",
      "Take the key out: the ingress then makes a certificate of its own. up asks for --allow-violation RULE_HTTPS",
      "warning",
    );
  else if (hostName !== undefined && certificateSecretId === undefined)
    report(
      "CONFIG_CERTIFICATE_MISSING",
      ["ingress", "hostName"],
      "The certificate is made by the stack, so clients do not trust it until they are told to (output certificate)",
      "Add ingress.certificateSecretId: https://VAULT.vault.azure.net/secrets/NAME",
      "warning",
    );
  if (certificateSecretId === undefined) {
    if (certificateVaultId !== undefined)
      report(
        "CONFIG_VAULT_WITHOUT_CERTIFICATE",
        ["ingress", "certificateVaultId"],
        "A vault is named, but no certificate in it",
        "Add ingress.certificateSecretId, or take the key out",
      );
    return;
  }
  if (grantCertificateAccess === false) return;
  const brought = certificateVaultId ?? existing?.keyVaultId;
  // Of what the program only knows later, the vault is checked then.
  if (typeof certificateSecretId !== "string" || typeof brought !== "string") return;
  const wanted = /^https:\/\/([^./]+)\./i.exec(certificateSecretId)?.[1];
  const found = brought.slice(brought.lastIndexOf("/") + 1);
  if (wanted && wanted.toLowerCase() !== found.toLowerCase())
    report(
      "CONFIG_CERTIFICATE_VAULT",
      ["ingress", certificateVaultId === undefined ? "certificateSecretId" : "certificateVaultId"],
      `The certificate is in the vault ${wanted}, but the role that reads it would be given on ${found}`,
      `Write ingress.certificateVaultId: the id of ${wanted}; or grantCertificateAccess: false, where somebody else grants Key Vault Secrets User`,
    );
}

/** Azure refuses a public address and an Application Gateway that name zones where a region has none. */
function zoneChecks(
  { location, ingress, additionalLocations = [] }: SalvagedConfig,
  report: Report,
  catalogue: Catalogue,
): void {
  const first = ingress?.zones ?? ["1", "2", "3"];
  const places: readonly (readonly [
    region: string | undefined,
    zones: readonly unknown[],
    path: readonly (string | number)[],
  ])[] = [
    [location, first, ["ingress", "zones"]],
    ...additionalLocations.map(
      (additional, index) =>
        [
          additional?.location,
          additional?.ingressZones ?? first,
          ["additionalLocations", index, "ingressZones"],
        ] as const,
    ),
  ];
  for (const [region, zones, path] of places)
    if (region !== undefined && zones.length > 0 && regionOf(catalogue, region)?.zones === false)
      report(
        "CONFIG_ZONES_REGION",
        path,
        `${region} has no availability zones, so Azure refuses an ingress that names some`,
        `Write ${path.at(-1)}: []`,
      );
}
