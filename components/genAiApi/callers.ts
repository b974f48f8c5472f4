import type { Problem } from "@azure-genai-gateway/common/problem";
import { entraIssuers } from "@azure-genai-gateway/common/entraIssuers";
import type { EntraConfig, GatewayConfig, IdentityConfig, ProductConfig } from "../config/schema";
import { isGuid } from "../config/schema/identity";
import { contractsByToken } from "../contractProducts";
import { includeOf, type EntityNames } from "../policyNames";
import { csharpText, escapeXml, type TemplateParameters } from "../policyTemplates";

/**
 * Products that are called with tokens of Microsoft Entra, alone or beside a key. A stack without any has none of what
 * this makes. Pure.
 */

type Identified = Pick<ProductConfig, "name" | "apis" | "identity">;
/** Who calls: the stack's own products, and access contracts where they may ask for tokens. */
export interface CallersConfig extends Partial<Pick<GatewayConfig, "entra" | "contracts">> {
  readonly products: readonly Identified[];
}

/** An API that names the products that may call it: all, where it names none. */
export interface LinkedApi {
  readonly id: string;
  readonly products?: readonly string[] | undefined;
}

/** How a product is called, and by whom, where that takes a token. */
export interface TokenProduct {
  readonly name: string;
  readonly identity: IdentityConfig;
  readonly apis: readonly string[] | undefined;
}

/** Whether calls may come with tokens, of a product or of a contract: then every document of the stack says so. */
export function hasTokens(config: CallersConfig): boolean {
  return hasTokenProducts(config.products) || contractsByToken(config);
}

/** Whether some product of the stack's own is called with tokens: then every policy begins with who calls. */
export function hasTokenProducts(products: readonly Identified[]): boolean {
  return products.some((product) => byToken(product) !== undefined);
}

/** A program that makes the API by itself names its tenants itself. */
export function missingEntra({ products, entra }: CallersConfig): readonly Problem[] {
  if (entra) return [];
  return products.flatMap((product) =>
    byToken(product)
      ? [
          {
            code: "CONFIG_IDENTITY_NO_ENTRA",
            severity: "error" as const,
            subject: `product ${product.name}`,
            message: "No tenant is named whose tokens are taken",
            hint: "Write entra.tenants and entra.audiences",
          },
        ]
      : [],
  );
}

/** A product that only tokens open: it has neither an entity nor keys of its own in API Management. */
export function isTokenOnly({ identity }: Pick<ProductConfig, "identity">): boolean {
  return identity?.mode === "entra";
}

function byToken({ name, identity, apis }: Identified): TokenProduct | undefined {
  return identity && identity.mode !== "key" ? { name, identity, apis } : undefined;
}

/**
 * The open product that calls without a key come to. API Management takes one for each API, so all products that only
 * tokens open share it, and the token says which of them a call is for (docs/decisions/0080).
 * https://learn.microsoft.com/azure/api-management/api-management-subscriptions#api-request-without-a-subscription-key
 */
export function doorId({ prefix }: Pick<EntityNames, "prefix">): string {
  return `${prefix}by-token`;
}

/** A product as API Management has it. */
export type DeclaredProduct = Pick<
  ProductConfig,
  "name" | "displayName" | "priority" | "apis" | "subscriptions"
> & {
  /** The products whose calls without a key come in by it. */
  readonly open?: readonly string[];
};

/** The products that are declared: those with keys, and the open one that the others share. */
export function declaredProducts(
  products: readonly ProductConfig[],
  names: Pick<EntityNames, "prefix">,
): readonly DeclaredProduct[] {
  const only = products.filter(isTokenOnly);
  if (only.length === 0) return products;
  const apis = only.some((product) => product.apis === undefined)
    ? undefined
    : [...new Set(only.flatMap((product) => product.apis ?? []))];
  return [
    ...products.filter((product) => !isTokenOnly(product)),
    {
      name: doorId(names),
      displayName: "By token",
      priority: "low",
      apis,
      subscriptions: [],
      open: only.map(({ name }) => name),
    },
  ];
}

/** C# that gives the id of the product whose call it is. */
export function productOfCall(products: readonly Identified[]): string {
  return hasTokenProducts(products)
    ? 'context.Variables.GetValueOrDefault<string>("genai-product", context.Product?.Id)'
    : "context.Product?.Id";
}

/** C# that tells callers apart: the subscription, or what the token says. Nothing that a caller writes is in it. */
export function whoseCall(config: CallersConfig): string {
  return hasTokens(config)
    ? 'context.Variables.GetValueOrDefault<string>("genai-whose", context.Subscription?.Id)'
    : "context.Subscription?.Id";
}

/** C# that keeps one caller's events in order: null for nobody. */
export function partitionOf(products: readonly Identified[]): string {
  return hasTokenProducts(products)
    ? `context.Subscription?.Id ?? ${productOfCall(products)}`
    : "context.Subscription?.Id";
}

/**
 * What every template has of callers: plain keys' expressions where no product is called with tokens.
 * @param apiIds of an API by its name in the config
 * @param linked APIs that name their products themselves
 */
export function callerParameters(
  config: CallersConfig,
  names: EntityNames,
  apiIds: Readonly<Partial<Record<string, readonly string[]>>>,
  linked: readonly LinkedApi[],
): TemplateParameters {
  const { products, entra } = config;
  const whose = whoseCall(config);
  const common = { productOfCall: productOfCall(products), whoseCall: whose };
  if (!hasTokens(config) || !entra)
    return {
      ...common,
      productDimension: ['<dimension name="Product ID" />'],
      subscriptionDimension: ['<dimension name="Subscription ID" />'],
      callerOfEvent: [],
      userOfLimit: [],
      userLeft: [],
      userLeftVariable: [],
      orUserLeft: [],
      productOfLimit: "context.Product.Id",
      challenge: [],
      ...noIdentity,
    };
  return {
    ...common,
    productDimension: [
      `<dimension name="Product ID" value="${escapeXml(`@(${common.productOfCall} ?? "none")`)}" />`,
    ],
    // People are no dimension: each would be a time series of its own.
    subscriptionDimension: [
      `<dimension name="Subscription ID" value="${escapeXml('@(context.Subscription?.Id ?? (context.Variables.ContainsKey("genai-caller") ? "application " + (string)((JObject)context.Variables["genai-caller"])["app"] : "none"))')}" />`,
    ],
    callerOfEvent: [
      'if (context.Variables.ContainsKey("genai-caller")) { made.Add("caller", (JObject)context.Variables["genai-caller"]); }',
    ],
    userOfLimit: ['limit.StartsWith("user") ? "this user" : '],
    userLeft: [', "user"'],
    userLeftVariable: [', "genai-left-user"'],
    orUserLeft: [' || context.Variables.ContainsKey("genai-left-user")'],
    productOfLimit: common.productOfCall,
    ...identityParameters(
      products.flatMap((one) => byToken(one) ?? []),
      entra,
      names,
      apiIds,
      linked,
    ),
  };
}

/** What the handshake of a realtime session has in place of identify: it is refused by a header's check. */
export function handshakeIdentity(
  products: readonly Identified[],
  names: Pick<EntityNames, "prefix">,
): TemplateParameters {
  if (!hasTokenProducts(products)) return { identify: [], identityRefusal: [], challengeHeader: [] };
  return {
    identify: [includeOf(names, "identify-caller")],
    identityRefusal: [
      escapeXml(
        'if (context.Variables.GetValueOrDefault<JObject>("genai-refusal", new JObject()).Count > 0) { return "403 " + (string)((JObject)context.Variables["genai-refusal"])["message"]; }',
      ),
    ],
    challengeHeader: [
      [
        '<choose><when condition="@((int)context.Variables["genai-status"] == 401 && context.Variables.GetValueOrDefault<string>("genai-challenge", "") != "")">',
        '<set-header name="WWW-Authenticate" exists-action="override"><value>@((string)context.Variables["genai-challenge"])</value></set-header>',
        "</when></choose>",
      ].join(""),
    ],
  };
}

const noIdentity = {
  identityModes: [],
  openIdConfigs: [],
  audiences: [],
  issuers: [],
  admissions: [],
  userClaims: [],
  doorId: "",
  issuerForms: [],
  authorizationUri: "",
  ownerNamedValue: "",
} as const;

/** What the fragment identify-caller is filled with, and apis/caller-token.xml wherever it stands. */
export function identityParameters(
  products: readonly TokenProduct[],
  entra: EntraConfig,
  names: EntityNames,
  apiIds: Readonly<Partial<Record<string, readonly string[]>>>,
  linked: readonly LinkedApi[],
): TemplateParameters {
  const door = doorId(names);
  const only = products.filter(({ identity }) => identity.mode === "entra");
  const both = products.filter(({ identity }) => identity.mode === "both");
  const tenants = lower(entra.tenants);
  const authority = entra.authority.replace(/\/+$/, "").toLowerCase();
  const issuersOf = (tenant: string) => {
    const { version1, version2 } = entraIssuers(authority, tenant);
    return [version2, version1];
  };
  const tried = (product: TokenProduct) =>
    `tried.Add(${csharpText(product.name)} + "\\n" + ${lacks(product, entra, apiIds, linked)});`;
  return {
    doorId: door,
    authorizationUri: `${authority}/${tenants[0]!}/oauth2/v2.0/authorize`,
    ownerNamedValue: names.ownerNamedValue,
    identityModes: [
      ...(only.length > 0 ? [`case ${csharpText(door)}: return "entra";`] : []),
      ...both.map(({ name }) => `case ${csharpText(name)}: return "both";`),
    ].map(escapeXml),
    openIdConfigs: tenants.map(
      (tenant) => `<openid-config url="${authority}/${tenant}/v2.0/.well-known/openid-configuration" />`,
    ),
    audiences: plainIds(entra.audiences).map((audience) => `<audience>${escapeXml(audience)}</audience>`),
    issuers: tenants.flatMap(issuersOf).map((issuer) => `<issuer>${issuer}</issuer>`),
    issuerForms: [escapeXml(csharpTexts(issuersOf("{tenant}")))],
    admissions: [
      ...(only.length > 0 ? [`case ${csharpText(door)}: ${only.map(tried).join(" ")} break;`] : []),
      ...both.map((product) => `case ${csharpText(product.name)}: ${tried(product)} break;`),
    ].map(escapeXml),
    userClaims: products
      .filter(({ identity }) => identity.userClaim !== "oid")
      .map(({ name, identity }) =>
        escapeXml(`case ${csharpText(name)}: userClaim = ${csharpText(identity.userClaim)}; break;`),
      ),
  };
}

/** The call of `lacks` in identify-caller that says what a token lacks of a product's conditions. */
function lacks(
  { name: product, identity, apis }: TokenProduct,
  entra: EntraConfig,
  apiIds: Readonly<Partial<Record<string, readonly string[]>>>,
  linked: readonly LinkedApi[],
): string {
  const granted = Object.entries(apiIds).flatMap(([name, ids]) =>
    (apis?.includes(name) ?? true) ? (ids ?? []) : [],
  );
  const tools = linked.filter(({ products }) => products?.includes(product) ?? true).map(({ id }) => id);
  const asked = (values: readonly string[] | undefined) => (values ? csharpTexts(values) : "null");
  return `lacks(${[
    csharpTexts([...granted, ...tools]),
    csharpTexts(lower(identity.tenants ?? entra.tenants)),
    csharpTexts(plainIds(identity.audience === undefined ? entra.audiences : [identity.audience])),
    asked(identity.applications && lower(identity.applications)),
    // Object ids: `sub` is a text that is compared as it stands.
    asked(identity.users && (identity.userClaim === "oid" ? lower(identity.users) : identity.users)),
    asked(identity.groups),
    asked(identity.roles),
    csharpText(identity.userClaim),
  ].join(", ")})`;
}

const csharpTexts = (values: readonly string[]) => `new string[] { ${values.map(csharpText).join(", ")} }`;
const lower = (values: readonly string[]) => values.map((value) => value.toLowerCase());
/** Client ids among them as tokens have them. */
const plainIds = (values: readonly string[]) =>
  values.map((value) => (isGuid(value) ? value.toLowerCase() : value));
