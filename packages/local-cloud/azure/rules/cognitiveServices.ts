import type { RuleContext } from "./context";
import { serviceEndpoints } from "./firewalls";
import { regionOf } from "./regions";
import { fault, learn, type Rule } from "./rule";
import { lastSegment, type Subject } from "./subject";

const account = "microsoft.cognitiveservices/accounts";
const types = [account];

/** Kinds of accounts that are still sold (https://learn.microsoft.com/azure/ai-services/multi-service-resource). */
const kinds = [
  "AIServices", "CognitiveServices", "OpenAI", "ContentSafety", "ComputerVision", "CustomVision.Prediction",
  "CustomVision.Training", "Face", "FormRecognizer", "ImmersiveReader", "SpeechServices", "TextAnalytics",
  "TextTranslation", "ConversationalLanguageUnderstanding", "HealthInsights",
]; // prettier-ignore

/** SKUs of deployments (https://learn.microsoft.com/azure/ai-foundry/foundry-models/concepts/deployment-types). */
const deploymentSkus = [
  "Standard", "GlobalStandard", "DataZoneStandard", "GlobalBatch", "DataZoneBatch", "ProvisionedManaged",
  "GlobalProvisionedManaged", "DataZoneProvisionedManaged", "DeveloperTier",
]; // prettier-ignore
const builtInFilters = new Set(["microsoft.default", "microsoft.defaultv2"]);

export const cognitiveServicesRules: readonly Rule[] = [
  {
    code: "InvalidApiSetId",
    types,
    source: `${learn}/ai-services/multi-service-resource`,
    *check(subject) {
      const kind = subject.text("kind");
      if (kind !== undefined && !kinds.includes(kind))
        yield fault(
          "kind",
          `is '${kind}', and the account type is either invalid or unavailable in the region`,
          "OpenAI or AIServices",
        );
      if (kind === undefined && subject.inputs["kind"] === undefined && subject.has("sku"))
        yield fault("kind", "is missing", "OpenAI or AIServices");
    },
  },
  {
    code: "InvalidSku",
    inferred: true,
    types,
    source: `${learn}/ai-services/openai/how-to/create-resource`,
    *check(subject) {
      const sku = subject.text("sku.name");
      const kind = subject.text("kind");
      if (sku === undefined && subject.has("sku")) yield fault("sku.name", "is missing", "S0");
      if (sku !== undefined && (kind === "OpenAI" || kind === "AIServices") && sku !== "S0")
        yield fault("sku.name", `is ${sku}, which accounts of kind ${kind} do not have`, "S0");
    },
  },
  {
    code: "InvalidCustomDomainName",
    inferred: true,
    types,
    source: `${learn}/ai-services/cognitive-services-custom-subdomains`,
    *check(subject) {
      const domain = subject.text("properties.customSubDomainName");
      if (domain !== undefined && !/^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])$/i.test(domain))
        yield fault(
          "properties.customSubDomainName",
          `is '${domain}'`,
          "2 to 64 letters, digits and inner hyphens",
        );
    },
  },
  {
    code: "CustomDomainInUse",
    status: 409,
    types,
    source: `${learn}/ai-services/cognitive-services-custom-subdomains`,
    *check(subject, context) {
      const domain = subject.text("properties.customSubDomainName")?.toLowerCase();
      const other = context
        .earlier(subject)
        .find((earlier) => earlier.text("properties.customSubDomainName")?.toLowerCase() === domain);
      if (domain !== undefined && other)
        yield fault(
          "properties.customSubDomainName",
          `is '${domain}', which account ${other.name} has already`,
          "a name of its own: it is unique in the world",
        );
    },
  },
  {
    code: "CustomSubDomainRequired",
    inferred: true,
    types,
    source: `${learn}/ai-services/cognitive-services-virtual-networks`,
    *check(subject) {
      if (subject.has("properties.customSubDomainName")) return;
      if (subject.text("properties.networkAcls.defaultAction") === "Deny")
        yield fault(
          "properties.networkAcls",
          "are given for an account without a subdomain of its own",
          "properties.customSubDomainName",
        );
      if (subject.at("properties.disableLocalAuth") === true)
        yield fault(
          "properties.disableLocalAuth",
          "leaves no way in: Entra tokens need a subdomain of its own",
          "properties.customSubDomainName",
        );
    },
  },
  {
    code: "BadRequest",
    inferred: true,
    types,
    source: `${learn}/ai-services/cognitive-services-data-loss-prevention`,
    *check(subject) {
      const hosts = subject.texts("properties.allowedFqdnList");
      if (hosts.length > 1000)
        yield fault("properties.allowedFqdnList", "has more than 1,000 hosts", "1,000 at most");
      for (const host of hosts)
        if (/[/:\s]/.test(host))
          yield fault("properties.allowedFqdnList", `has '${host}'`, "host names without scheme and path");
      const projects = subject.at("properties.allowProjectManagement") === true;
      if (projects && subject.text("kind") !== "AIServices")
        yield fault(
          "properties.allowProjectManagement",
          `is set for kind ${subject.text("kind")}`,
          "kind AIServices",
        );
      if (
        subject.text("properties.encryption.keySource") === "Microsoft.KeyVault" &&
        !subject.has("properties.encryption.keyVaultProperties")
      )
        yield fault(
          "properties.encryption.keyVaultProperties",
          "are missing",
          "keyVaultUri, keyName, keyVersion",
        );
    },
  },
  ...serviceEndpoints(
    account,
    "properties.networkAcls",
    "Microsoft.CognitiveServices",
    "SubnetsHaveNoServiceEndpointsConfigured",
  ),
  {
    code: "InvalidResourceProperties",
    types: [`${account}/deployments`],
    source: `${learn}/ai-foundry/foundry-models/concepts/deployment-types; https://github.com/hashicorp/terraform-provider-azurerm/issues/22169`,
    *check(subject, context) {
      const sku = subject.text("sku.name");
      if (subject.has("properties.scaleSettings"))
        yield fault(
          "properties.scaleSettings",
          "are not taken any more: the specified scale type is not supported by the model",
          "sku.name and sku.capacity",
        );
      else if (sku === undefined && subject.has("properties"))
        yield fault("sku.name", "is missing", deploymentSkus.join(", "));
      if (sku !== undefined && !deploymentSkus.includes(sku))
        yield fault("sku.name", `is '${sku}'`, deploymentSkus.join(", "));
      const capacity = subject.number("sku.capacity");
      if (capacity !== undefined && (capacity < 1 || !Number.isInteger(capacity)))
        yield fault(
          "sku.capacity",
          `is ${capacity}`,
          "a whole number of PTUs, or of thousands of tokens a minute",
        );
      if (/Provisioned/.test(sku ?? "") && capacity === undefined)
        yield fault("sku.capacity", `is missing for ${sku}`, "PTUs");
      yield* soldHere(subject, sku, context);
    },
  },
  {
    code: "DeploymentModelNotSupported",
    types: [`${account}/deployments`],
    source: `${learn}/ai-foundry/openai/how-to/create-resource`,
    *check(subject, context) {
      if (!subject.has("properties")) return;
      const [format, name] = [subject.text("properties.model.format"), subject.text("properties.model.name")];
      if (format === undefined) yield fault("properties.model.format", "is missing", "OpenAI");
      if (name === undefined) yield fault("properties.model.name", "is missing", "a model such as gpt-4.1");
      const kind = context.find(subject.parent)?.text("kind");
      if (format !== undefined && format !== "OpenAI" && kind === "OpenAI")
        yield fault(
          "properties.model.format",
          `is '${format}' on an account of kind OpenAI`,
          "OpenAI, or an account of kind AIServices",
        );
      const filter = subject.text("properties.raiPolicyName");
      if (filter !== undefined && !builtInFilters.has(filter.toLowerCase()) && context.find(subject.parent))
        yield* context.need(
          subject,
          context.find(`${subject.parent}/raiPolicies/${filter}`),
          `content filter '${lastSegment(filter)}'`,
        );
    },
  },
  {
    code: "InvalidRaiPolicy",
    inferred: true,
    types: [`${account}/raipolicies`],
    source: `${learn}/ai-foundry/openai/how-to/content-filters`,
    *check(subject) {
      const base = subject.text("properties.basePolicyName");
      if (base !== undefined && !builtInFilters.has(base.toLowerCase()))
        yield fault("properties.basePolicyName", `is '${base}'`, "Microsoft.Default or Microsoft.DefaultV2");
      for (const [index, filter] of subject.records("properties.contentFilters").entries()) {
        const source = filter["source"];
        if (source !== "Prompt" && source !== "Completion")
          yield fault(
            `properties.contentFilters[${index}].source`,
            `is '${String(source)}'`,
            "Prompt or Completion",
          );
      }
    },
  },
];

/** A data zone is the EU's or the USA's; elsewhere its SKUs are not sold. */
function* soldHere(subject: Subject, sku: string | undefined, context: RuleContext) {
  const location = context.find(subject.parent)?.text("location");
  const region = location === undefined ? undefined : regionOf(location);
  if (sku?.startsWith("DataZone") && region && region.dataZone === undefined)
    yield fault(
      "sku.name",
      `is ${sku}, which is not supported in this region '${location}'`,
      "a region of the EU or the USA, or a Global SKU",
    );
}
