import { learn, type Rule } from "./rule";

interface NameRule {
  readonly min: number;
  readonly max: number;
  readonly pattern: RegExp;
  /** The pattern in words. */
  readonly text: string;
  readonly code?: string;
}

const rule = (min: number, max: number, pattern: RegExp, text: string, code?: string): NameRule => ({
  min,
  max,
  pattern,
  text,
  code,
});

const hyphenated = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/i;
const inner = "letters, digits and inner hyphens";
const network = (min = 1, max = 80) =>
  rule(
    min,
    max,
    /^[a-z0-9]([\w.-]*\w)?$/i,
    "letters, digits, _ . and -, from a letter or digit to one or _",
    "InvalidResourceName",
  );
const service = "microsoft.apimanagement/service";
const entity = (max = 256) => rule(1, max, /^[^*#&+:<>?/]+$/, "none of * # & + : < > ? /", "ValidationError");
const backend = rule(
  1,
  80,
  /^\w([\w-]*\w)?$/,
  "letters, digits, _ and -, with no - at either end",
  "ValidationError",
);
const fixed = (name: string) =>
  rule(
    name.length,
    name.length,
    new RegExp(`^${name}$`),
    `'${name}', the only one there is`,
    "ValidationError",
  );
const uuid = rule(36, 36, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, "a UUID");
const account = rule(
  2,
  64,
  /^[a-z0-9][\w.-]*$/i,
  "letters, digits, _ . and -, from a letter or digit",
  "InvalidResourceName",
);
const hub = "microsoft.eventhub/namespaces";
const label = rule(1, 260, /^[^<>*%:&#+?/\\]+$/, "none of < > * % : & # + ? / \\", "InvalidResourceName");
const group = /^[\w().-]*[\w()-]$/;
const groupText = "letters, digits, _ ( ) . and -, with no dot at the end";

/** The last name of each type. */
const names: Readonly<Record<string, NameRule>> = {
  "microsoft.resources/resourcegroups": rule(1, 90, group, groupText, "InvalidResourceGroupName"),
  "microsoft.resources/deployments": rule(
    1,
    64,
    /^[\w().-]+$/,
    "letters, digits, _ ( ) . and -",
    "InvalidDeploymentName",
  ),
  "microsoft.network/virtualnetworks": network(2, 64),
  "microsoft.network/virtualnetworks/subnets": network(),
  "microsoft.network/virtualnetworks/virtualnetworkpeerings": network(),
  "microsoft.network/networksecuritygroups": network(),
  "microsoft.network/networksecuritygroups/securityrules": network(),
  "microsoft.network/publicipaddresses": network(),
  "microsoft.network/privateendpoints": network(2, 64),
  "microsoft.network/privateendpoints/privatednszonegroups": network(),
  "microsoft.network/applicationgateways": network(),
  "microsoft.network/applicationgatewaywebapplicationfirewallpolicies": network(1, 128),
  "microsoft.network/routetables": network(),
  "microsoft.network/natgateways": network(),
  "microsoft.network/privatednszones/virtualnetworklinks": network(),
  "microsoft.network/privatednszones": rule(
    1,
    253,
    /^[a-z0-9_]([\w-]*\.)+[\w-]+$/i,
    "two labels or more, separated by dots",
    "BadRequest",
  ),
  "microsoft.network/trafficmanagerprofiles": rule(1, 63, hyphenated, inner, "BadRequest"),
  "microsoft.operationalinsights/workspaces": rule(4, 63, hyphenated, inner, "InvalidResourceName"),
  "microsoft.insights/components": rule(
    1,
    260,
    /^[^%&\\?/]*[^%&\\?/. ]$/,
    "none of % & \\ ? /, with no space or dot at the end",
  ),
  "microsoft.insights/diagnosticsettings": label,
  "microsoft.insights/privatelinkscopes": rule(1, 255, group, groupText, "InvalidResourceName"),
  "microsoft.insights/actiongroups": rule(
    1,
    260,
    /^[^:<>+/&%\\?|]*[^:<>+/&%\\?| .]$/,
    "none of : < > + / & % \\ ? |, with no space or dot at the end",
    "InvalidResourceName",
  ),
  "microsoft.insights/metricalerts": rule(
    1,
    260,
    /^[^*#&+:<>?@%{}\\/]*[^*#&+:<>?@%{}\\/ .]$/,
    "none of * # & + : < > ? @ % { } \\ /, with no space or dot at the end",
    "InvalidResourceName",
  ),
  "microsoft.insights/scheduledqueryrules": rule(
    1,
    260,
    /^[^*<>%{}&:\\?+/#|]*[^*<>%{}&:\\?+/#| .]$/,
    "none of * < > % { } & : \\ ? + / # |, with no space or dot at the end",
    "InvalidResourceName",
  ),
  "microsoft.insights/workbooks": uuid,
  "microsoft.keyvault/vaults": rule(
    3,
    24,
    /^[a-z](?!.*--)[a-z0-9-]*[a-z0-9]$/i,
    "letters, digits and single hyphens, from a letter to a letter or digit",
    "VaultNameNotValid",
  ),
  "microsoft.keyvault/vaults/secrets": rule(
    1,
    127,
    /^[a-z0-9-]+$/i,
    "letters, digits and hyphens",
    "BadParameter",
  ),
  "microsoft.keyvault/vaults/keys": rule(
    1,
    127,
    /^[a-z0-9-]+$/i,
    "letters, digits and hyphens",
    "BadParameter",
  ),
  "microsoft.managedidentity/userassignedidentities": rule(
    3,
    128,
    /^[a-z0-9][\w-]*$/i,
    "letters, digits, - and _, from a letter or digit",
    "InvalidResourceName",
  ),
  "microsoft.managedidentity/userassignedidentities/federatedidentitycredentials": rule(
    3,
    120,
    /^[a-z0-9][\w-]*$/i,
    "letters, digits, - and _, from a letter or digit",
  ),
  "microsoft.authorization/roleassignments": { ...uuid, code: "InvalidRoleAssignmentId" },
  "microsoft.authorization/roledefinitions": { ...uuid, code: "InvalidRoleDefinitionId" },
  "microsoft.authorization/locks": rule(1, 90, group, groupText),
  "microsoft.cognitiveservices/accounts": account,
  "microsoft.cognitiveservices/accounts/deployments": account,
  "microsoft.cognitiveservices/accounts/raipolicies": { ...account, max: 64 },
  "microsoft.cognitiveservices/accounts/projects": { ...account, max: 64 },
  [hub]: rule(
    6,
    50,
    /^[a-z][a-z0-9-]*(?<!-|-sb|-mgmt)$/i,
    "letters, digits and hyphens, from a letter, not to a hyphen, -sb or -mgmt",
    "InvalidNamespaceName",
  ),
  [`${hub}/eventhubs`]: rule(
    1,
    256,
    /^[a-z0-9]([\w.-]*[a-z0-9])?$/i,
    "letters, digits, . _ and -, from and to a letter or digit",
    "BadRequest",
  ),
  [`${hub}/eventhubs/consumergroups`]: rule(
    1,
    50,
    /^([a-z0-9]([\w.-]*[a-z0-9])?|\$Default)$/i,
    "letters, digits, . _ and -",
    "BadRequest",
  ),
  [`${hub}/authorizationrules`]: rule(
    1,
    50,
    /^[a-z0-9]([\w.-]*[a-z0-9])?$/i,
    "letters, digits, . _ and -",
    "BadRequest",
  ),
  [service]: rule(
    1,
    50,
    /^[a-z]([a-z0-9-]*[a-z0-9])?$/i,
    "letters, digits and hyphens, from a letter to a letter or digit",
    "InvalidParameters",
  ),
  [`${service}/apis`]: entity(),
  [`${service}/apis/operations`]: entity(80),
  [`${service}/apis/diagnostics`]: entity(80),
  [`${service}/apis/schemas`]: entity(80),
  [`${service}/apis/releases`]: entity(80),
  [`${service}/apis/policies`]: fixed("policy"),
  [`${service}/apis/operations/policies`]: fixed("policy"),
  [`${service}/products/policies`]: fixed("policy"),
  [`${service}/policies`]: fixed("policy"),
  [`${service}/apiversionsets`]: entity(80),
  [`${service}/backends`]: backend,
  [`${service}/policyfragments`]: backend,
  [`${service}/products`]: entity(),
  [`${service}/subscriptions`]: entity(),
  [`${service}/namedvalues`]: entity(),
  [`${service}/loggers`]: entity(),
  [`${service}/diagnostics`]: entity(80),
  [`${service}/caches`]: entity(80),
  [`${service}/certificates`]: entity(80),
  [`${service}/groups`]: entity(),
  [`${service}/tags`]: entity(80),
  [`${service}/users`]: entity(80),
  [`${service}/gateways`]: entity(80),
  "microsoft.storage/storageaccounts": rule(
    3,
    24,
    /^[a-z0-9]+$/,
    "lower-case letters and digits",
    "AccountNameInvalid",
  ),
  "microsoft.web/sites": rule(2, 60, hyphenated, inner, "BadRequest"),
};

const tagSource = `${learn}/azure-resource-manager/management/tag-resources#limitations`;

export const nameRules: readonly Rule[] = [
  {
    code: "InvalidResourceName",
    types: ["*"],
    source: `${learn}/azure-resource-manager/management/resource-name-rules`,
    *check({ type, name, identity }) {
      const row = names[type];
      if (!row || (name.length >= row.min && name.length <= row.max && row.pattern.test(name))) return;
      const length = row.min === row.max ? `${row.max}` : `${row.min} to ${row.max}`;
      yield {
        ...(row.code === undefined ? {} : { code: row.code }),
        message: `Azure does not take '${name}' as a name for ${identity.type.arm}`,
        hint: `${length} characters: ${row.text}`,
      };
    },
  },
  {
    code: "InvalidTagNameCharacters",
    types: ["*"],
    source: tagSource,
    *check(subject) {
      if (subject.contained) return;
      for (const name of Object.keys((subject.at("tags") as object | undefined) ?? {}))
        if (/[<>%&\\?/]/.test(name))
          yield {
            property: "tags",
            message: `the tag name '${name}' has reserved characters`,
            hint: "none of < > % & \\ ? /",
          };
    },
  },
  {
    code: "InvalidTag",
    inferred: true,
    types: ["*"],
    source: tagSource,
    *check(subject) {
      const tags = Object.entries((subject.at("tags") as Record<string, unknown> | undefined) ?? {});
      if (tags.length > 50) yield { property: "tags", message: `${tags.length} tags`, hint: "50 at most" };
      for (const [name, value] of tags) {
        if (name.length > 512)
          yield {
            property: "tags",
            message: "a tag's name has more than 512 characters",
            hint: "shorten it",
          };
        if (typeof value === "string" && value.length > 256)
          yield {
            property: `tags.${name}`,
            message: `the value of tag '${name}' has ${value.length} characters`,
            hint: "256 at most",
          };
      }
      const seen = new Map<string, string>();
      for (const [name] of tags) {
        const before = seen.get(name.toLowerCase());
        if (before !== undefined)
          yield {
            property: "tags",
            message: `'${before}' and '${name}' are one tag`,
            hint: "keep one of them",
          };
        seen.set(name.toLowerCase(), name);
      }
    },
  },
];
