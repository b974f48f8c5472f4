import * as network from "@pulumi/azure-native/network";
import type * as pulumi from "@pulumi/pulumi";
import type { Tags } from "../tags";

export interface FirewallArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: pulumi.Input<string>;
  readonly policyName: pulumi.Input<string>;
  readonly tags?: Tags | undefined;
}

/**
 * The web application firewall in front of the gateway, OWASP 3.2, preventing. Bodies are not inspected: a prompt is
 * free text, and one that asks about SQL or holds a script would be refused as an attack. URLs, headers and cookies
 * are. Nor is there a size limit of 128 KB on prompts.
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
      managedRules: { managedRuleSets: [{ ruleSetType: "OWASP", ruleSetVersion: "3.2" }] },
      tags: args.tags,
    },
    options,
  );
}
