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
  // Money.
  {
    name: "what was cached costs as much as the rest of the prompt",
    file: "policies/fragments/read-usage.xml",
    from: "cached * inCache",
    to: "cached * input",
    tests: ["tests/endToEnd/budget.test.ts"],
  },
  {
    name: "a response whose tokens nobody has stated counts as one that has spent nothing",
    file: "policies/fragments/remember-stored.xml",
    from: "Math.Max(0, Math.Min((long)total, 10000000)) : -1;",
    to: "Math.Max(0, Math.Min((long)total, 10000000)) : 0;",
    tests: ["tests/endToEnd/budgetHistory.test.ts"],
  },
  {
    name: "what a call has used is in its window for one millisecond more",
    file: "packages/local-gateway/gateway/state/counters.ts",
    from: "this.entries[this.head]!.at + this.lengthMs <= now",
    to: "this.entries[this.head]!.at + this.lengthMs < now",
    tests: ["tests/local-gateway/gateway/state/counters.test.ts"],
  },
  {
    name: "every so many calls the counters of those who are there are forgotten",
    file: "packages/local-gateway/gateway/state/counters.ts",
    from: "if (window.idle(now)) this.sliding.delete(key);",
    to: "if (!window.idle(now)) this.sliding.delete(key);",
    tests: ["tests/local-gateway/gateway/state/counters.test.ts"],
  },
  {
    name: "a late correction of yesterday begins today's count anew",
    file: "packages/local-gateway/gateway/state/counters.ts",
    from: "else if (!counter || counter.start < windowStart) {",
    to: "else {",
    tests: ["tests/local-gateway/gateway/state/counters.test.ts"],
  },
  {
    name: "pictures in lossless WebP count as ones that are one pixel high",
    file: "packages/local-gateway/tokens/imageSize.ts",
    from: "height: 1 + ((bits >>> 14) & 0x3fff)",
    to: "height: 1 + ((bits >>> 28) & 0x3fff)",
    tests: ["tests/local-gateway/tokens/vision.test.ts"],
  },
  {
    name: "frames of a GIF are as wide as they are high",
    file: "packages/local-gateway/tokens/imageSize.ts",
    from: "width: bytes.readUInt16LE(6)",
    to: "width: bytes.readUInt16LE(8)",
    tests: ["tests/local-gateway/tokens/vision.test.ts"],
  },
  // Rules.
  {
    name: "a program that Azure would refuse is served, if only nothing of it races",
    file: "packages/cli/start/startProvider.ts",
    from: 'if (problem.code !== "AZURE_RACE") return true;',
    to: 'if (problem.code !== "AZURE_RACE") return false;',
    tests: ["tests/cli/start"],
  },
  {
    name: "--backend leads off this machine without leave",
    file: "packages/local-gateway/estate/outside.ts",
    from: "(isLoopback(host) || accountSubdomain(host) !== undefined)",
    to: "(isLoopback(host) || /^10\\./.test(host) || accountSubdomain(host) !== undefined)",
    tests: ["tests/local-gateway/estate/outside.test.ts"],
  },
  {
    name: "calls for /v20 go where those for /v2 are sent",
    file: "packages/local-gateway/http/redirects.ts",
    from: "url.pathname.startsWith(`${prefix}/`)",
    to: "url.pathname.startsWith(prefix)",
    tests: ["tests/local-gateway/http/redirects.test.ts"],
  },
  {
    name: "two objects of a list are never the same, whatever is in them",
    file: "packages/local-gateway/gateway/content/schemaCheck.ts",
    from: "new Set(items.map(comparable)).size",
    to: "new Set(items).size",
    tests: ["tests/local-gateway/gateway/content"],
  },
  {
    name: "chat that is to be kept, said as a text, is kept for all",
    file: "policies/fragments/own-stored.xml",
    from: 'body["store"].Type != JTokenType.Null && body["store"].ToString() != "False"',
    to: 'body["store"].Type != JTokenType.Null && body["store"].ToString() == "True"',
    tests: ["tests/endToEnd/storedFiles.test.ts"],
  },
  // State.
  {
    name: "scenarios call with the key of a suspended subscription",
    file: "packages/local-gateway/stack/declaredBackends.ts",
    from: "return active && key !== undefined",
    to: "return key !== undefined",
    tests: ["tests/local-gateway/stack/declaredBackends.test.ts"],
  },
  {
    name: "traces show what a secret named value holds",
    file: "packages/local-gateway/gateway/pipeline/pipeline.ts",
    from: ".filter(({ secret }) => secret)",
    to: ".filter(({ secret }) => !secret)",
    tests: ["tests/local-gateway/gateway/pipeline/trace.test.ts"],
  },
  {
    name: "a document is served with the named values of another service",
    file: "packages/policy-language/reader/readPolicy.ts",
    from: "namedValues?.(name) === value",
    to: "namedValues !== undefined || value !== undefined",
    tests: ["tests/policy-language/reader"],
  },
  // Recovery.
  {
    name: "a stream that falls silent after its first word hangs for ever",
    file: "packages/local-gateway/ingress/idleStreams.ts",
    from: "cancel = clock.after(left, look);",
    to: "",
    tests: ["tests/local-gateway/ingress"],
  },
  {
    name: "failures that were on their way hold a breaker open",
    file: "packages/local-gateway/gateway/backends/breaker.ts",
    from: "if (now < this.openUntil) return;",
    to: "",
    tests: ["tests/local-gateway/gateway/backends/breaker.test.ts"],
  },
  {
    name: "an update after a failed one makes again what is there",
    file: "packages/local-cloud/account/updateStack.ts",
    from: "return { state: stack.state, steps: stack.steps, error };\n  }\n}\n\n/** Deletes",
    to: "return { state: before ?? { resources: [] }, steps: stack.steps, error };\n  }\n}\n\n/** Deletes",
    tests: ["tests/local-cloud/updateStack.test.ts"],
  },
  {
    name: "destroy deletes first what was made first",
    file: "packages/local-cloud/account/updateStack.ts",
    from: "[...this.held.values()].reverse()",
    to: "[...this.held.values()]",
    tests: ["tests/local-cloud/updateStack.test.ts"],
  },
  {
    name: "V8 is told what it has no flag for, or nothing where it has",
    file: "packages/cli/start/compileSooner.ts",
    from: 'startsWith("11.")',
    to: 'startsWith("1")',
    tests: ["tests/cli/start/compileSooner.test.ts"],
  },
];
