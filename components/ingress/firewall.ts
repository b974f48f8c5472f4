import * as network from "@pulumi/azure-native/network";
import type * as pulumi from "@pulumi/pulumi";
import { usualKey, type CallerKey } from "../providers/callerKeys";
import type { Tags } from "../tags";

export interface FirewallArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: pulumi.Input<string>;
  readonly policyName: pulumi.Input<string>;
  /** Where else than in the usual places some API has its keys. */
  readonly keys: readonly CallerKey[];
  readonly tags?: Tags | undefined;
}

/**
 * https://learn.microsoft.com/azure/web-application-firewall/ag/application-gateway-crs-rulegroups-rules: the rule sets
 * that are current for WAF_v2. The second one blocks bots that are known to be bad; SDKs and other HTTP libraries, which
 * all of a gateway's clients are, it only logs.
 */
const managedRuleSets = [
  { ruleSetType: "Microsoft_DefaultRuleSet", ruleSetVersion: "2.2" },
  { ruleSetType: "Microsoft_BotManagerRuleSet", ruleSetVersion: "1.1" },
];

/**
 * What carries keys and tokens: random text, in which a rule sooner or later finds the comment sign of SQL or the like
 * (base64url has `--`). Each is read by API Management alone and compared, never run. Values, as Microsoft advises, not
 * names: a header of another name is looked at whole. Names of headers count in any case, those of a query exactly.
 * https://learn.microsoft.com/azure/web-application-firewall/ag/application-gateway-waf-configuration
 */
function exclusionsOf(keys: readonly CallerKey[]) {
  const all = [usualKey, ...keys];
  const headers = ["Authorization", "Ocp-Apim-Subscription-Key", ...all.map(({ header }) => header)];
  const queries = all.map(({ query }) => query);
  const { RequestHeaderValues, RequestArgValues } = network.OwaspCrsExclusionEntryMatchVariable;
  return [
    ...[...new Set(headers)].map((selector) => ({ matchVariable: RequestHeaderValues, selector })),
    ...[...new Set(queries)].map((selector) => ({ matchVariable: RequestArgValues, selector })),
  ].map((one) => ({
    ...one,
    selectorMatchOperator: network.OwaspCrsExclusionEntrySelectorMatchOperator.Equals,
  }));
}

/**
 * The web application firewall in front of the gateway, preventing. Bodies are not inspected: a prompt is free text, and
 * one that asks about SQL or holds a script would be refused as an attack. URLs, headers and cookies are. Nor is there a
 * size limit of 128 KB on prompts.
 * https://learn.microsoft.com/azure/web-application-firewall/ag/application-gateway-waf-request-size-limits
 */
export function declareFirewall(
  name: string,
  args: FirewallArgs,
  options: pulumi.CustomResourceOptions,
): network.WebApplicationFirewallPolicy {
  return new network.WebApplicationFirewallPolicy(
    name,
    {
      resourceGroupName: args.resourceGroupName,
      location: args.location,
      policyName: args.policyName,
      policySettings: {
        state: network.WebApplicationFirewallEnabledState.Enabled,
        mode: network.WebApplicationFirewallMode.Prevention,
        requestBodyCheck: false,
        requestBodyEnforcement: false,
        fileUploadEnforcement: false,
        // The largest that may be stated; not enforced, but the portal shows it.
        maxRequestBodySizeInKb: 2000,
      },
      managedRules: { managedRuleSets, exclusions: exclusionsOf(args.keys) },
      tags: args.tags,
    },
    options,
  );
}
