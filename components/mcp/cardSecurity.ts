import type { CallersConfig } from "../genAiApi/callers";
import { csharpText, escapeXml, type TemplateParameters } from "../policyTemplates";

/**
 * What an agent's card says of signing on: of whoever asks, what his own product takes. A token is described by the tenant's
 * OpenID configuration, where every endpoint stands, and the scope that asks for the product's audience.
 * https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc#find-your-apps-openid-configuration-document-uri
 */
export function cardSecurity({ products, entra }: CallersConfig): TemplateParameters {
  return {
    cardSecurityCases: products.flatMap(({ name, identity }) => {
      if (!identity || identity.mode === "key" || !entra) return [];
      const authority = entra.authority.replace(/\/+$/, "");
      const tenants = identity.tenants ?? entra.tenants;
      const addresses = tenants.map((tenant) =>
        csharpText(`${authority}/${tenant.toLowerCase()}/v2.0/.well-known/openid-configuration`),
      );
      const scope = csharpText(`${identity.audience ?? entra.audiences[0]!}/.default`);
      return escapeXml(
        `case ${csharpText(name)}: takesKey = ${String(identity.mode === "both")}; scope = ${scope}; tenants = new string[] { ${addresses.join(", ")} }; break;`,
      );
    }),
  };
}
