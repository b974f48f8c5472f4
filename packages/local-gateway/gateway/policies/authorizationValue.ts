import { NetMap } from "@azure-genai-gateway/policy-language/expressions/collections/netMap";
import { define, named } from "@azure-genai-gateway/policy-language/expressions/types/registry";
import { NetObject } from "@azure-genai-gateway/policy-language/expressions/values/runtime";

/**
 * What get-authorization-context puts into its variable; expressions know the type as `Authorization`.
 * https://learn.microsoft.com/azure/api-management/get-authorization-context-policy#authorization-object
 */
export class AuthorizationValue extends NetObject {
  constructor(
    readonly accessToken: string,
    /** What the provider's token response said besides. */
    private readonly response: Readonly<Record<string, string>>,
  ) {
    super();
  }

  get netType() {
    return named("Authorization");
  }

  claims(): NetMap {
    const claims = new NetMap(named("string"), named("object"));
    for (const [name, value] of Object.entries(this.response)) claims.set(name, value);
    return claims;
  }
}

define("Policy", "class Authorization", {
  "string AccessToken": (one: AuthorizationValue) => one.accessToken,
  "IReadOnlyDictionary<string,object> Claims": (one: AuthorizationValue) => one.claims(),
});
