import * as apimanagement from "@pulumi/azure-native/apimanagement";
import * as random from "@pulumi/random";
import * as pulumi from "@pulumi/pulumi";
import type { BackendPlan } from "../backendPlan";
import { isBatchSku } from "../skus";
import { hasTokens, type CallersConfig } from "./callers";
import type { EntityNames } from "../policyNames";
import { csharpText, escapeXml, type TemplateParameters } from "../policyTemplates";
import { oneByOne } from "./routes";
import type { ServiceReference } from "./types";

/** Operations on state that accounts keep: responses and conversations. */
const storedOperations = [
  "create-response",
  "compact-response",
  "count-response-tokens",
  "get-response",
  "delete-response",
  "cancel-response",
  "list-response-items",
  "create-conversation",
  "get-conversation",
  "update-conversation",
  "delete-conversation",
  "create-conversation-items",
  "list-conversation-items",
  "get-conversation-item",
  "delete-conversation-item",
];

/** Those whose body has metadata, where the owner is written. */
const stampedOperations = ["create-response", "create-conversation", "update-conversation"];

/**
 * What the fragments own-stored and find-stored are filled with.
 * @param signOn the element that signs on to an account as the gateway
 * @param callers whether some of them bring tokens
 */
export function storedParameters(
  plan: BackendPlan,
  names: EntityNames,
  signOn: string,
  callers: CallersConfig = { products: [] },
): TemplateParameters {
  const account = (id: string) =>
    `<set-url>@("{{${names.accountNamedValue}${id}}}/v1/" + (string)context.Variables["genai-lookup"])</set-url>`;
  return {
    storedOperations: csharpArray(storedOperations),
    stampedOperations: csharpArray(stampedOperations),
    ownerOfCall: ownerOfCall(names, callers),
    ...offerCases(plan),
    backendNames: plan.backends.map(({ id }) => id).join(","),
    askHolders: plan.backends.map(({ id }) =>
      [
        `<send-request mode="new" response-variable-name="genai-at-${id}" timeout="10" ignore-error="true">`,
        account(id),
        "<set-method>GET</set-method>",
        signOn,
        "</send-request>",
      ].join(""),
    ),
    conversationRoute: oneByOne(conversationRoute(plan)),
    fileRoute: oneByOne(fileRoute(plan)),
  };
}

/** Who has a deployment, and what a backend has, as cases of C# switches: a call looks at its own and no others. */
function offerCases(plan: BackendPlan): TemplateParameters {
  const offers = plan.backends.map(({ id, deployments }) => ({
    id,
    names: [...deployments, ...aliasesOf(plan, deployments)],
  }));
  const names = [...new Set(offers.flatMap((offer) => offer.names.map((name) => name.toLowerCase())))];
  const holders = (name: string) =>
    offers.filter((offer) => offer.names.some((one) => one.toLowerCase() === name)).map(({ id }) => id);
  return {
    holderCases: names.map((name) =>
      escapeXml(`case ${csharpText(name)}: holders = ${csharpText(holders(name).join(","))}; break;`),
    ),
    offerCases: offers.map((offer) =>
      escapeXml(`case ${csharpText(offer.id)}: offered = ${csharpText(offer.names.join(", "))}; break;`),
    ),
  };
}

/** Aliases of which a backend has a member: what goes on there may go on under their names. */
function aliasesOf({ aliases }: BackendPlan, deployments: readonly string[]): readonly string[] {
  const own = new Set(deployments.map((name) => name.toLowerCase()));
  return Object.entries(aliases).flatMap(([name, { members }]) =>
    members.some(({ deployment }) => own.has(deployment.toLowerCase())) ? [name] : [],
  );
}

/**
 * C# that gives the owner of what a call has stored: nothing that the caller sends is in it but whose key or token it is.
 * Of a call with a token, product, application and user are the owner: all such calls without a key have the same, no,
 * subscription.
 */
function ownerOfCall(names: EntityNames, callers: CallersConfig): string {
  const key = `Encoding.UTF8.GetBytes("{{${names.ownerNamedValue}}}")`;
  const subscription = '"subscription:" + (context.Subscription?.Id ?? "")';
  const owner = hasTokens(callers)
    ? `(context.Variables.ContainsKey("genai-whose") ? (string)context.Variables["genai-whose"] : ${subscription})`
    : subscription;
  const whose = `Encoding.UTF8.GetBytes(${owner})`;
  const hash = `new System.Security.Cryptography.HMACSHA256(${key}).ComputeHash(${whose})`;
  return `BitConverter.ToString(${hash}).Replace("-", "").ToLowerInvariant()`;
}

/** Files name no model, and a batch job runs where its file is: accounts for batch jobs first, paid capacity last. */
function fileRoute({ backends }: BackendPlan): readonly string[] {
  return [...backends]
    .sort(
      (left, right) =>
        Number(isBatchSku(right.sku)) - Number(isBatchSku(left.sku)) ||
        Number(right.kind === "payg") - Number(left.kind === "payg") ||
        right.deployments.length - left.deployments.length,
    )
    .map(({ id }) => id);
}

/**
 * A conversation stays with the account that makes it, and goes on with the deployments which that account has: so the
 * accounts that have most of them are asked first, and of those paid capacity.
 */
function conversationRoute(plan: BackendPlan): readonly string[] {
  const backends = plan.backends.filter(({ sku }) => !isBatchSku(sku));
  const most = Math.max(0, ...backends.map(({ deployments }) => deployments.length));
  return [...backends]
    .sort(
      (left, right) =>
        Number(right.deployments.length === most) - Number(left.deployments.length === most) ||
        left.priority - right.priority,
    )
    .map(({ id }) => id);
}

function csharpArray(texts: readonly string[]): string {
  return `new [] { ${texts.map((text) => `"${text}"`).join(", ")} }`;
}

/** The named values of stored state, each with a value of the form that the real one will have. Pure. */
export function storedNamedValues(plan: BackendPlan, names: EntityNames): ReadonlyMap<string, string> {
  return new Map([
    [names.ownerNamedValue, "0".repeat(48)],
    ...plan.backends.map(({ id }): [string, string] => [
      `${names.accountNamedValue}${id}`,
      `https://${id}.openai.azure.com/openai`,
    ]),
  ]);
}

/** Of an account's endpoint: what API Management puts an API's path behind. */
export function accountUrl(endpoint: pulumi.Input<string>): pulumi.Output<string> {
  return pulumi.interpolate`${pulumi.output(endpoint).apply((url) => url.replace(/\/+$/, ""))}/openai`;
}

/**
 * The secret that names owners, and the URLs of the accounts that may hold state. The secret never changes by itself:
 * with another one nobody's stored state would be found any more.
 * @param endpoints see declareBackends
 */
export function declareStoredNamedValues(
  name: string,
  service: ServiceReference,
  plan: BackendPlan,
  names: EntityNames,
  endpoints: Readonly<Record<string, pulumi.Input<string>>>,
  options: pulumi.CustomResourceOptions,
): ReadonlyMap<string, apimanagement.NamedValue> {
  const secret = new random.RandomPassword(
    `${name}-owner-secret`,
    { length: 48, special: false },
    { parent: options.parent },
  );
  const declare = (label: string, id: string, value: pulumi.Input<string>, isSecret: boolean) =>
    new apimanagement.NamedValue(
      `${name}-${label}`,
      { ...service, namedValueId: id, displayName: id, value, secret: isSecret },
      { ...options, ...(isSecret ? { additionalSecretOutputs: ["value"] } : {}) },
    );
  return new Map([
    [names.ownerNamedValue, declare("owner-secret-value", names.ownerNamedValue, secret.result, true)],
    ...plan.backends.map(({ id, host }): [string, apimanagement.NamedValue] => {
      const named = `${names.accountNamedValue}${id}`;
      const url = accountUrl(endpoints[id] ?? pulumi.interpolate`https://${host}`);
      return [named, declare(`account-${id}`, named, url, false)];
    }),
  ]);
}
