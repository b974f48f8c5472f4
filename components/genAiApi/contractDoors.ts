import { isContractCall } from "../contractProducts";
import { plainText } from "./csharpParts";
import {
  csharpText,
  escapeXml,
  type PolicyTemplate,
  type RenderedPolicy,
  type TemplateParameters,
} from "../policyTemplates";
import type { PolicyFiles } from "../policyFiles";
import type { Definition } from "./definition";
import type { DocumentMaker } from "./documentMaker";

const allowed = 'context.Variables.GetValueOrDefault<string>("genai-allowed-models", "")';

/**
 * Where the policies serve products that the stack does not know: what they know of its own by name, they ask the call's
 * product policy for, which a contract brings along. It has set genai-allowed-models, genai-tariff and genai-contract.
 * Nothing at all where a stack takes no contracts, so that its calls cost no step more.
 * @param guardrails names of those that the stack has
 */
export function contractDoors(enabled: boolean, guardrails: readonly string[] = []): TemplateParameters {
  const open = (text: string) => (enabled ? [escapeXml(text)] : []);
  return {
    // Before the product's policy: a contract's may be older than this stack, and looks whether its door is still there.
    contractsServed: enabled
      ? [`<set-variable name="genai-contract-guardrails" value="${escapeXml(guardrails.join(","))}" />`]
      : [],
    otherModels: open(`${isContractCall} ? ${allowed} : `),
    otherNames: open(
      `if (${isContractCall}) { var own = ${allowed}.Split(','); names = string.Join(",", names.Split(',').Select(name => name.Trim()).Where(name => own.Contains(name))); } `,
    ),
    otherTools: open(
      `if (${isContractCall}) { var own = context.Variables.GetValueOrDefault<string>("genai-allowed-tools", ","); if (own != "") { var left = string.Join(",", own.Split(',').Where(name => allowed == "" || allowed.Split(',').Contains(name))); allowed = left == "" ? "," : left; } } `,
    ),
    otherTariff: open('tariff = context.Variables.GetValueOrDefault<string>("genai-tariff", ""); '),
    otherWhose: open('limit.StartsWith("grant") ? "this key for the model" : '),
    otherLimits: open(
      'else if (limit == "grant_calls") { message = "The calls a minute that this key has for the model are used up." + again; }',
    ),
    // A call that is refused before its product's policy has run has the product's name, which says the same.
    contractOfEvent: enabled
      ? [
          `new JProperty("useCase", ${isContractCall} ? ${plainText("context.Product.Name")} : null),`,
          `new JProperty("businessUnit", ${isContractCall} ? ${plainText("context.Product.Name.Split('/')[0]")} : null),`,
          `new JProperty("costCenter", ${plainText('context.Variables.GetValueOrDefault<string>("genai-cost-center", null)')}),`,
          'new JProperty("dimensions", context.Variables.GetValueOrDefault<JObject>("genai-dimensions", null)),',
        ]
      : [],
  };
}

/**
 * What a policy begins with that does not run the product's, where no contracts are taken: a contract that is still deployed
 * refuses its own key in that policy alone. In every such stack, for taking `contracts` out of the config turns them off as
 * `enabled: false` does; calls of models run the product's policy and have no step of this.
 */
export function contractsOff(
  enabled: boolean,
  maker: DocumentMaker,
  files: PolicyFiles,
): readonly (string | RenderedPolicy)[] {
  if (enabled) return [];
  return [
    `<choose><when condition="${escapeXml(`@(${isContractCall})`)}">`,
    maker.part(files.products, "contracts-off", {}),
    "</when></choose>",
  ];
}

/**
 * What the policies of an API, and of its operations, have beside {@link contractDoors}.
 * @param start what an operation begins with that does not run the API's policy
 * @param listings the API's operations that only list what there is
 */
export function contractDoorsOf(
  enabled: boolean,
  refuse: RenderedPolicy,
  start: readonly (string | RenderedPolicy)[],
  listings: readonly string[],
): TemplateParameters {
  const isAround = enabled && listings.length > 0;
  return {
    // Before refuse-tier, which would take the refusal's place.
    contractRefusal: enabled ? [refuse] : [],
    // What a key may use is its product's to say, so listings run that policy too, and no more of the API's than they need.
    listingStart: enabled ? ["<base />"] : start,
    // The policy of files does not run the product's, which alone knows a contract's models, and who may call.
    contractFiles: enabled ? [refuseFiles, refuse] : [],
    unlessListing: isAround ? [`<choose><when condition="${notListing(listings)}">`] : [],
    endUnlessListing: isAround ? ["</when></choose>"] : [],
  };
}

/** Parts of an API's policy that are not for calls which only list what there is. */
export function unlessListing(
  enabled: boolean,
  listings: readonly string[],
  parts: readonly (string | RenderedPolicy)[],
): readonly (string | RenderedPolicy)[] {
  return enabled && listings.length > 0
    ? [`<choose><when condition="${notListing(listings)}">`, ...parts, "</when></choose>"]
    : parts;
}

/** Operations whose policy begins as those do that ask no backend. */
export function listingsOf(
  operations: Definition["operations"],
  documents: ReadonlyMap<string, PolicyTemplate>,
): readonly string[] {
  return operations.flatMap(({ operationId, policy }) =>
    policy !== undefined && documents.get(policy)?.text.includes("$[xml:listingStart]") ? [operationId] : [],
  );
}

const refuseFiles = `<choose><when condition="${escapeXml(`@(${isContractCall})`)}"><set-variable name="genai-refusal" value="@(new JObject(new JProperty("status", 403), new JProperty("code", "batch_not_allowed"), new JProperty("param", null), new JProperty("message", "This key has a list of models, which the lines of a batch file would pass by. Start batch jobs with a key without one.")))" /></when></choose>`;

const notListing = (listings: readonly string[]) =>
  escapeXml(`@(!new [] { ${listings.map(csharpText).join(", ")} }.Contains(context.Operation.Id))`);
