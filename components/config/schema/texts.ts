import { parseRange } from "../../ipv4";
import { z } from "@azure-genai-gateway/schema";
import { about } from "./about";
import { given } from "./given";
import { caseless } from "./caseless";

/** Kinds of values that several keys have. Messages say what to write; schemaProblems adds the key and the place. */

export const text = (what: string) => z.string(what).trim().regex(/\S/, what);
/** Limits are attributes of policies, which are an Int32 there. */
export const count = (what: string) =>
  z.int(what).min(1, what).max(2_147_483_647, "Write 2147483647 at most: Azure counts no further");
export const between = (lowest: number, highest: number, what = `Write ${lowest} to ${highest}`) =>
  z.int(what).min(lowest, what).max(highest, what);

/** Lower-case letters, digits and single hyphens inside: what every Azure name made from it can take. */
export const shortName = (longest: number) =>
  z
    .string()
    .regex(
      /^[a-z](?:-?[a-z0-9])*$/,
      "Write lower-case letters, digits and single hyphens, starting with a letter",
    )
    .max(longest, `Write at most ${longest} characters`);

/** https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftapimanagement */
export const entityName = z
  .string()
  .regex(
    /^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/,
    "Write letters, digits and hyphens, with a letter or digit at both ends",
  )
  .max(80, "Write at most 80 characters");

/** https://learn.microsoft.com/rest/api/cognitiveservices (deployment names). */
export const deploymentName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*[A-Za-z0-9]$/, "Write letters, digits, hyphens, dots and underscores")
  .min(2, "Write at least 2 characters")
  .max(64, "Write at most 64 characters");

/** A name that goes into paths and JSON as it is. Blanks around it are taken off, which a JSON Schema cannot say. */
const plainText = "[!#-[\\]-~\\u00a1-\\uffff]";
export const modelName = (what: string) =>
  z
    .string(what)
    .trim()
    .regex(
      new RegExp(`^\\s*${plainText}(?:(?:${plainText}| )*${plainText})?\\s*$`),
      `${what}, without quotes, backslashes and line breaks`,
    )
    .max(256, "Write at most 256 characters");

const label = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const port = "[1-9]\\d{0,3}|[1-5]\\d{4}|6[0-4]\\d{3}|65[0-4]\\d{2}|655[0-2]\\d|6553[0-5]";
const segment = "/(?!(?:\\.|%2e){1,2}(?:/|$))(?:[a-z0-9._~@:+,;=$-]|%[0-9a-f]{2})+";

/**
 * What calls are added to, in a form that is one thing to whoever reads it: no user, no query, no way back up. Names that
 * are not ASCII are written as DNS has them.
 */
export const baseUrl = (example: string) =>
  z
    .string()
    .trim()
    .regex(
      caseless(new RegExp(`^https://${label}(?:\\.${label})*(?::(?:${port}))?(?:${segment})*/*$`)),
      `Write a URL such as ${example}: https, a host in ASCII (xn--...), no user, query or ..`,
    );

export const regionText = (example: string) => text(`Write an Azure region, for example ${example}`);

const base = "/subscriptions/.../resourceGroups/...";

/**
 * The id of a resource in Azure; without a type, of a resource group.
 * @param types of the resource and of what is in it: `Microsoft.Network/virtualNetworks`, `subnets`
 */
export function armId(...types: readonly string[]) {
  const segments = types.map((type, depth) => (depth === 0 ? `/providers/${type}` : `/${type}`));
  const pattern = segments.map((segment) => `${segment.replaceAll(".", "\\.")}/[^/]+`).join("");
  const example = `${base}${segments.map((segment) => `${segment}/NAME`).join("")}`;
  return z
    .string()
    .regex(
      caseless(new RegExp(`^/subscriptions/[^/]+/resourceGroups/[^/]+${pattern}$`)),
      `Write the resource's id: ${example}`,
    );
}

/** Azure takes the first address of a range alone (InvalidCIDRNotation). */
export const cidr = z.cidrv4("Write an IPv4 range such as 10.2.4.0/24").superRefine((text, context) => {
  const first = parseRange(text)?.first;
  if (first !== undefined && first !== text)
    context.addIssue({ code: "custom", message: `Write ${first}: Azure takes the first address of a range` });
});

export const keyVaultSecretId = z.string().regex(
  // The clouds of Azure that there are. https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates#dns-suffixes-for-object-identifiers
  caseless(
    /^https:\/\/[a-z0-9-]+\.vault\.(azure\.net|azure\.cn|usgovcloudapi\.net|microsoftazure\.de)\/secrets\/[a-z0-9-]+(\/[0-9a-f]+)?$/,
  ),
  "Write the secret's id: https://VAULT.vault.azure.net/secrets/NAME",
);

export const hostName = z
  .string()
  .regex(
    caseless(/^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$/),
    "Write a DNS name such as genai.example.com",
  );

/** Zones that a region may not have: an empty list there. */
export const zoneList = z.array(
  z
    .enum(["1", "2", "3"], 'Write "1", "2" or "3"')
    .meta(about("Number of the zone, in quotes.", { example: "1" })),
);

/** The IPv4 ranges of one region's subnets. */
export const subnets = z.strictObject({
  applicationGateway: cidr.optional().meta(subnet("the Application Gateway", "4th")),
  privateEndpoints: cidr.optional().meta(subnet("the private endpoints", "5th")),
  apiManagement: cidr.optional().meta(subnet("API Management", "7th")),
  deploy: cidr.optional().meta(
    about("IPv4 range of a subnet for whatever deploys from inside the network, inside the address space.", {
      example: "10.2.8.0/24",
      otherwise: "no such subnet",
    }),
  ),
});

const routeTable = (whose: string) =>
  given(armId("Microsoft.Network/routeTables"))
    .optional()
    .meta(
      about(`Id of the route table of the subnet of ${whose}, in the network's region.`, {
        example:
          "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-hub/providers/Microsoft.Network/routeTables/rt-to-firewall",
        otherwise: "Azure's own routes",
        page: "https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview",
      }),
    );

/** What makes a network of the stack's own a spoke of somebody's hub; by location, for hubs are by region. */
export const spoke = {
  routeTableIds: z
    .strictObject({
      applicationGateway: routeTable("the Application Gateway"),
      privateEndpoints: routeTable("the private endpoints"),
      apiManagement: routeTable("API Management"),
      deploy: routeTable("whatever deploys from inside the network"),
    })
    .optional()
    .meta(
      about(
        "Route tables of the subnets that the stack declares, such as one that leads to a hub's firewall.",
        {
          otherwise: "Azure's own routes",
        },
      ),
    ),
  dnsServers: z
    .array(
      z
        .ipv4("Write an IPv4 address such as 10.0.0.4")
        .meta(about("Address of a DNS server.", { example: "10.0.0.4" })),
    )
    .min(1, "Write one address or more, or take the key out")
    .optional()
    .meta(
      about(
        "DNS servers of the network that the stack declares: a resolver or firewall in the hub. They have to find the zones of private endpoints.",
        {
          example: ["10.0.0.4"],
          otherwise: "Azure's own",
          page: "https://learn.microsoft.com/azure/virtual-network/virtual-networks-name-resolution-for-vms-and-role-instances",
        },
      ),
    ),
  hub: z
    .strictObject({
      virtualNetworkId: given(armId("Microsoft.Network/virtualNetworks")).meta(
        about("Id of the hub's network, in this or another subscription.", {
          example:
            "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/vnet-hub",
        }),
      ),
      useRemoteGateways: z
        .boolean()
        .default(false)
        .meta(
          about(
            "Whether the network uses the hub's VPN or ExpressRoute gateway. Azure takes it once the hub's own peering allows gateway transit.",
          ),
        ),
      linkZones: z
        .boolean()
        .default(false)
        .meta(
          about(
            "Whether the private DNS zones that the stack declares are linked to the hub's network too, for a resolver that stands there.",
            { page: "https://learn.microsoft.com/azure/dns/private-dns-virtual-network-links" },
          ),
        ),
    })
    .optional()
    .meta(
      about(
        "Peering of the network that the stack declares with a hub's. The other direction is declared by whoever runs the hub.",
        {
          otherwise: "no peering with a hub",
          page: "https://learn.microsoft.com/azure/virtual-network/virtual-network-peering-overview",
        },
      ),
    ),
};

function subnet(whose: string, position: string) {
  return about(`IPv4 range of the subnet of ${whose}, inside the address space.`, {
    example: "10.2.4.0/24",
    otherwise: `the ${position} /24 of the address space`,
  });
}
