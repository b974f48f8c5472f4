import { contractsByToken } from "../contractProducts";
import type { EntraConfig, IdentityConfig } from "../config/schema";
import type { CallersConfig } from "../genAiApi/callers";
import { csharpText, escapeXml, type TemplateParameters } from "../policyTemplates";

/**
 * What an agent's card says of signing on: of whoever asks, what his own product takes. A token is described by the tenant's
 * OpenID configuration, where every endpoint stands, and the scope that asks for the product's audience.
 * https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc#find-your-apps-openid-configuration-document-uri
 */
export function cardSecurity(callers: CallersConfig): TemplateParameters {
  const { products, entra } = callers;
  return {
    cardSecurityCases: products.flatMap(({ name, identity }) => {
      if (!identity || identity.mode === "key" || !entra) return [];
      const { scope, configurations } = tokenOf(identity, entra);
      return escapeXml(
        `case ${csharpText(name)}: takesKey = ${String(identity.mode === "both")}; scope = ${csharpText(scope)}; tenants = new string[] { ${configurations.map(csharpText).join(", ")} }; break;`,
      );
    }),
    // A contract's own policy says it: it has a key, and perhaps a token beside it.
    otherCard: contractsByToken(callers)
      ? [
          escapeXml(
            `var told = context.Variables.GetValueOrDefault<string>("${cardVariable}", ""); if (told != "") { scope = told.Split(' ')[0]; tenants = told.Split(' ').Skip(1).ToArray(); } `,
          ),
        ]
      : [],
  };
}

const cardVariable = "genai-card-security";

/** What a contract's policy tells of the token that it asks for. */
export function cardOfContract(identity: IdentityConfig, entra: EntraConfig): string {
  const { scope, configurations } = tokenOf(identity, entra);
  return `<set-variable name="${cardVariable}" value="${escapeXml([scope, ...configurations].join(" "))}" />`;
}

function tokenOf(
  { tenants, audience }: IdentityConfig,
  entra: EntraConfig,
): { readonly scope: string; readonly configurations: readonly string[] } {
  const authority = entra.authority.replace(/\/+$/, "");
  return {
    scope: `${audience ?? entra.audiences[0]!}/.default`,
    configurations: (tenants ?? entra.tenants).map(
      (tenant) => `${authority}/${tenant.toLowerCase()}/v2.0/.well-known/openid-configuration`,
    ),
  };
}
