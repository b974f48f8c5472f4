/** A fault that the project once had, or could have: one place of one file that reads otherwise. */
export interface Mutant {
  /** What goes wrong in Azure, or for whoever calls. */
  readonly name: string;
  readonly file: string;
  /** Stands in the file once. */
  readonly from: string;
  readonly to: string;
  /** Tests that should fail. */
  readonly tests: readonly string[];
}

/** Evaluates the stack files, with all that the local cloud refuses. */
const stacks = "tests/components/genAiGateway.test.ts";
const network = "tests/components/network.test.ts";
const options = "tests/components/options.test.ts";
const signOn = "tests/components/signOn.test.ts";
const rules = "tests/cli/automation/rules.test.ts";
const deploy = "tests/cli/automation/deploy.test.ts";
const config = "tests/components/config";

export const mutants: readonly Mutant[] = [
  {
    name: "API Management has no system-assigned identity, which alone passes a vault's firewall",
    file: "components/apiManagement/service.ts",
    from: "apimanagement.ApimIdentityType.SystemAssigned_UserAssigned",
    to: "apimanagement.ApimIdentityType.UserAssigned",
    tests: [signOn, stacks],
  },
  {
    name: "the identity has no right to publish telemetry",
    file: "components/monitoring.ts",
    from: "args.publisherPrincipalId === undefined",
    to: "args.publisherPrincipalId !== undefined",
    tests: [signOn, stacks],
  },
  {
    name: "the Application Gateway does not wait for its identity's role on the vault",
    file: "components/entrance.ts",
    from: "const identityId = pulumi.all([identity.identityId, role.id]).apply(([id]) => id);",
    to: "const identityId = identity.identityId;",
    tests: [network, stacks],
  },
  {
    name: "log alerts compare with an operator that Azure's rule does not know",
    file: "components/operations/index.ts",
    from: 'const greaterThan = "GreaterThan"',
    to: 'const greaterThan = "gt"',
    tests: [stacks, "tests/components/operations/queries.test.ts"],
  },
  {
    name: "names do not tell subscriptions apart",
    file: "components/naming.ts",
    from: "return [subscriptionId, organization(), pulumi.getProject(), pulumi.getStack(), component]",
    to: "return [organization(), pulumi.getProject(), pulumi.getStack(), component]",
    tests: ["tests/components/naming.test.ts"],
  },
  {
    name: "two gateways of one program get the same names",
    file: "components/naming.ts",
    from: "pulumi.getStack(), component]",
    to: "pulumi.getStack()]",
    tests: ["tests/components/naming.test.ts", options],
  },
  {
    name: "a vault is protected from purging whatever the config says, so dev cannot come up again",
    file: "components/keyVault.ts",
    from: "args.purgeProtection ?? true",
    to: "true || args.purgeProtection",
    tests: [stacks, signOn, options, "tests/local-cloud/lifecycle/lifecycle.test.ts"],
  },
  {
    name: "subscriptions of one product are made side by side (412)",
    file: "components/genAiApi/products.ts",
    from: "        next(subscriptions.before),\n      );\n      sequence.add(subscriptions.add(declaredSubscription));",
    to: "        { ...options, dependsOn: [entity] },\n      );\n      void declaredSubscription;",
    tests: [stacks],
  },
  {
    name: "a protected component leaves API Management unprotected",
    file: "components/apiManagement/index.ts",
    from: "{ ...own, protect: args.protect }",
    to: "{ ...own, protect: args.protect ?? false }",
    tests: [options],
  },
  {
    name: "a protected component leaves accounts unprotected",
    file: "components/openAi.ts",
    from: "pulumi.mergeOptions(options, { protect: args.protect, customTimeouts: accountTimeouts })",
    to: "pulumi.mergeOptions(options, { protect: args.protect ?? false, customTimeouts: accountTimeouts })",
    tests: [options],
  },
  {
    name: "plain HTTP where no certificate is named",
    file: "components/config/schema/network.ts",
    from: "plainHttp: z\n      .boolean()\n      .default(false)",
    to: "plainHttp: z\n      .boolean()\n      .default(true)",
    tests: [rules, network],
  },
  {
    name: "the firewall has an old rule set",
    file: "components/ingress/firewall.ts",
    from: '{ ruleSetType: "Microsoft_DefaultRuleSet", ruleSetVersion: "2.2" }',
    to: '{ ruleSetType: "OWASP", ruleSetVersion: "3.2" }',
    tests: [network],
  },
  {
    name: "a cipher without forward secrecy stays on",
    file: "components/apiManagement/service.ts",
    from: '    "TLS_RSA_WITH_AES_128_GCM_SHA256",\n',
    to: "",
    tests: [network, "tests/components/skus.test.ts"],
  },
  {
    name: "External mode without the port that clients come in by",
    file: "components/network/securityRules.ts",
    from: 'inbound("AllowClients", 2030, "Internet", ["443"])',
    to: 'inbound("AllowClients", 2030, "Internet", ["80"])',
    tests: [network],
  },
  {
    name: "the workspace takes keys",
    file: "components/monitoring.ts",
    from: "features: { disableLocalAuth: true }",
    to: "features: { disableLocalAuth: false }",
    tests: [signOn, rules],
  },
  {
    name: "deployments stop on the day that their version retires",
    file: "components/config/schema/backends.ts",
    from: '.default("OnceCurrentVersionExpired")',
    to: '.default("NoAutoUpgrade")',
    tests: ["tests/components/config/parse.test.ts"],
  },
  {
    name: "waits that Azure does not honour are taken",
    file: "components/config/schema/apis.ts",
    from: "between(1, 240)",
    to: "between(1, 3600)",
    tests: ["tests/components/config/parse.test.ts"],
  },
  {
    name: "prod buys PTUs that none of its regions sells",
    file: "Pulumi.prod.yaml",
    from: "kind: ptu\n      sku: DataZoneProvisionedManaged\n      weight: 2",
    to: "kind: ptu\n      sku: ProvisionedManaged\n      weight: 2",
    tests: [config, "tests/cli/automation/modelFindings.test.ts"],
  },
  {
    name: "the cheap stack has an Application Gateway",
    file: "Pulumi.dev.yaml",
    from: "enabled: false",
    to: "enabled: true",
    tests: ["tests/cli/automation/cost.test.ts", config, network],
  },
  {
    name: "partitions of a Standard hub are changed in place",
    file: "packages/local-cloud/azure/inPlaceChanges.ts",
    from: 'property: "partitionCount"',
    to: 'property: "partitionCounts"',
    tests: ["tests/local-cloud/inPlaceChanges.test.ts"],
  },
  {
    name: "the guard does not know the Event Hub",
    file: "packages/cli/automation/deploy/guard.ts",
    from: '  "eventhub:EventHub": "usage events",\n',
    to: "",
    tests: [deploy],
  },
  {
    name: "the guard does not know Key Vault",
    file: "packages/cli/automation/deploy/guard.ts",
    from: '  "keyvault:Vault": "Key Vault",\n',
    to: "",
    tests: [deploy],
  },
  {
    name: "HTTPS is asked of production alone",
    file: "packages/cli/automation/rules/rules.ts",
    from: 'title: "Clients send keys and prompts over TLS alone; plain HTTP only sends them on",\n    scope: "every stack"',
    to: 'title: "Clients send keys and prompts over TLS alone; plain HTTP only sends them on",\n    scope: "production"',
    tests: [rules],
  },
  {
    name: "a 404 of one backend does not spill",
    file: "policies/fragments/forward-to-backends.xml",
    from: "new [] { 401, 403, 404, 408, 429 }.Contains(context.Response.StatusCode)",
    to: "new [] { 401, 403, 408, 429 }.Contains(context.Response.StatusCode)",
    tests: ["tests/endToEnd", "tests/components/referenceFaults.test.ts"],
  },
  {
    name: "tokens of the Responses API are lost in the usage event",
    file: "policies/fragments/read-usage.xml",
    from: 'figure(usage["completion_tokens"] ?? usage["output_tokens"])',
    to: 'figure(usage["completion_tokens"])',
    tests: ["tests/endToEnd/usage.test.ts", "tests/endToEnd/budget.test.ts"],
  },
  {
    name: "a caller who leaves is charged nothing",
    file: "policies/fragments/read-usage.xml",
    from: "(!left && (status < 200 || status > 299))",
    to: "status < 200 || status > 299",
    tests: ["tests/endToEnd/budget.test.ts"],
  },
  {
    name: "eight answers are charged as one",
    file: "policies/fragments/bound-completion.xml",
    from: 'return (int)(each * count("n"));',
    to: "return (int)each;",
    tests: ["tests/endToEnd/budget.test.ts"],
  },
  {
    name: "an expression that runs often takes the other branch of a condition",
    file: "packages/policy-language/expressions/binding/bindExpressions.ts",
    from: "`${js.value(test)} ? ${js.value(yes)} : ${js.value(no)}`",
    to: "`${js.value(test)} ? ${js.value(no)} : ${js.value(yes)}`",
    tests: ["tests/policy-language/expressions/written.test.ts"],
  },
  {
    name: "a regular expression that finds nothing takes the text away",
    file: "packages/policy-language/expressions/library/regex/regex.ts",
    from: 'return at === 0 && result === "" ? input :',
    to: 'return at === 0 && result === "" ? "" :',
    tests: ["tests/policy-language/expressions/library"],
  },
];
