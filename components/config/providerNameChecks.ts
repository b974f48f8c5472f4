import { findModel, type Catalogue } from "@azure-genai-gateway/catalogue";
import { endpointOf } from "../providerPlan";
import { formatOf, hasOwnImageApi } from "../providers/foundry";
import { isInAzure, type Providers } from "../providers";
import type { Report } from "./report";
import type { SalvagedConfig } from "./salvage";

type Backend = NonNullable<NonNullable<SalvagedConfig["backends"]>[number]>;
type Deployment = NonNullable<NonNullable<Backend["deployments"]>[number]>;
type Path = readonly (string | number)[];

/** Whether addresses and names are what the provider knows: what is none of its own is found out by calls alone. */
export function providerNameChecks(
  config: SalvagedConfig,
  report: Report,
  catalogue: Catalogue,
  providers: Providers,
): void {
  for (const [index, backend] of (config.backends ?? []).entries()) {
    if (!backend) continue;
    const path = ["backends", index];
    checkEndpoint(backend, path, report, providers);
    checkVersions(backend, path, report);
    for (const [at, deployment] of (backend.deployments ?? []).entries()) {
      if (!deployment) continue;
      const own = [...path, "deployments", at];
      checkFormat(backend, deployment, own, report, catalogue);
      checkName(backend, deployment, own, report, providers);
    }
  }
}

/** https://learn.microsoft.com/azure/api-management/api-management-howto-properties#key-vault-secrets */
function checkVersions({ auth }: Backend, path: Path, report: Report): void {
  const secrets = [
    [["apiKey"], auth?.apiKey],
    [["sigv4", "accessKeyId"], auth?.sigv4?.accessKeyId],
    [["sigv4", "secretKey"], auth?.sigv4?.secretKey],
  ] as const;
  for (const [key, secret] of secrets) {
    const id = secret?.keyVaultSecretId;
    const unversioned = id === undefined ? undefined : /^(.*\/secrets\/[^/]+)\/[^/]+$/.exec(id)?.[1];
    if (unversioned !== undefined)
      report(
        "CONFIG_SECRET_VERSION",
        [...path, "auth", ...key, "keyVaultSecretId"],
        "The id is of one version of the secret, so API Management keeps the old key when the vault has a new one",
        `Write ${unversioned}: a new version is taken within four hours`,
        "warning",
      );
  }
}

/** The public host of OpenAI's API, which answers below /v1 alone. */
const openAiHost = "api.openai.com";

function checkEndpoint(
  { provider = "azure-openai", endpoint, auth }: Backend,
  path: Path,
  report: Report,
  providers: Providers,
): void {
  if (isInAzure(provider)) return;
  const { title, ownPaths = [] } = providers.facts[provider];
  const url = endpointOf({ provider, endpoint }, providers);
  if (endpoint !== undefined && url !== undefined) {
    const twice = [...ownPaths]
      .sort((left, right) => right.length - left.length)
      .find((own) => new URL(url).pathname.toLowerCase().endsWith(own));
    if (twice !== undefined)
      report(
        "CONFIG_ENDPOINT_PATH",
        [...path, "endpoint"],
        `${title} is asked at an endpoint that ends before ${twice}: calls bring their own path`,
        `Write ${url.slice(0, url.length - twice.length)}`,
      );
    else if (new URL(url).hostname === openAiHost && new URL(url).pathname !== "/v1")
      report(
        "CONFIG_ENDPOINT_PATH",
        [...path, "endpoint"],
        "OpenAI answers below /v1 alone",
        `Write https://${openAiHost}/v1, or leave the key out`,
      );
  }
  if (provider === "bedrock" && url !== undefined) checkAws(url, auth?.sigv4?.region, path, report, title);
}

/** https://docs.aws.amazon.com/general/latest/gr/bedrock.html */
function checkAws(url: string, region: string | undefined, path: Path, report: Report, title: string): void {
  const host =
    /(?:^|\.)(bedrock[a-z-]*?)(?:-fips)?\.([a-z]{2}(?:-[a-z]+)+-\d)\.(?:vpce\.)?amazonaws\.com(?:\.cn)?$/.exec(
      new URL(url).hostname,
    );
  if (!host) return;
  if (host[1] !== "bedrock-runtime")
    report(
      "CONFIG_ENDPOINT_PATH",
      [...path, "endpoint"],
      `${title} answers calls to models at bedrock-runtime, and ${host[1]} is another of its services`,
      `Write https://bedrock-runtime.${host[2]}.amazonaws.com`,
    );
  else if (region !== undefined && region !== host[2])
    report(
      "CONFIG_AWS_REGION",
      [...path, "auth", "sigv4", "region"],
      `Calls would be signed for ${region} and sent to ${host[2]}, which refuses them`,
      `Write ${host[2]}, or the endpoint of ${region}`,
    );
}

/** Publishers in Foundry are told apart by letters and case. */
function checkFormat(
  { provider, kind, sku, existing }: Backend,
  { model, format }: Deployment,
  path: Path,
  report: Report,
  catalogue: Catalogue,
): void {
  if (model === undefined || kind === "external") return;
  const publisher = formatOf(model);
  const isClaude = publisher === "Anthropic";
  const ownApi = hasOwnImageApi(model);
  if (provider !== "foundry") {
    if ((isClaude || ownApi) && (provider ?? "azure-openai") === "azure-openai")
      report(
        "CONFIG_MODEL_PROVIDER",
        [...path, "model"],
        `An account of Azure OpenAI has no ${model}`,
        isClaude
          ? "Write provider: foundry, or provider: anthropic with kind: external"
          : "Write provider: foundry",
      );
    return;
  }
  if (format !== undefined && (isClaude || ownApi ? format !== publisher : format === "Anthropic"))
    report(
      "CONFIG_MODEL_PROVIDER",
      [...path, "format"],
      `${model} is not published by "${format}" in Foundry`,
      isClaude || ownApi
        ? `Write ${publisher}, or leave the key out`
        : "Write the publisher's name as Foundry has it",
    );
  if (ownApi) checkImageSku(kind, sku, model, path, report);
  // An account that is there has its models, whoever published them.
  if (format !== undefined || publisher !== "OpenAI" || (existing && existing.deployments !== "declared"))
    return;
  if (
    !findModel(catalogue, model) &&
    !/^(gpt|o\d|text-|dall-e|tts|whisper|codex|computer|sora|model-router)/i.test(model)
  )
    report(
      "CONFIG_FORMAT_ASSUMED",
      [...path, "model"],
      `Nothing says who publishes ${model}, and Foundry would be asked for a model of OpenAI's`,
      "Write format: the publisher's name as Foundry has it, such as Mistral AI, Meta or DeepSeek",
      "warning",
    );
}

/** https://learn.microsoft.com/azure/foundry/foundry-models/concepts/models-sold-directly-by-azure */
function checkImageSku(
  kind: Backend["kind"],
  sku: Backend["sku"],
  model: string,
  path: Path,
  report: Report,
): void {
  if (kind === "ptu")
    report(
      "CONFIG_MODEL_SKU",
      [...path, "model"],
      `${model} is not sold as provisioned throughput`,
      "Put it on a backend of kind payg",
    );
  else if (sku !== undefined && sku !== "GlobalStandard")
    report(
      "CONFIG_MODEL_SKU",
      [...path, "model"],
      `${model} is sold as GlobalStandard alone, and the backend is ${sku}`,
      "Put it on a backend with sku: GlobalStandard",
      "warning",
    );
}

function checkName(
  { provider = "azure-openai", endpoint, auth }: Backend,
  { name, model = name, as }: Deployment,
  path: Path,
  report: Report,
  providers: Providers,
): void {
  const sent = (as ?? model)?.trim();
  if (sent === undefined || isInAzure(provider)) return;
  const { title, names } = providers.facts[provider];
  const place = [...path, as !== undefined ? "as" : "model"];
  if (provider === "gemini" && sent.includes("/"))
    report(
      "CONFIG_MODEL_IN_PATH",
      place,
      `${title} is asked for models/MODEL, and "${sent}" has a path of its own`,
      sent.startsWith("models/") ? `Write ${sent.slice("models/".length)}` : "Write a model's name alone",
    );
  else if (names && !names.form.test(sent) && (endpoint === undefined || names.everywhere))
    report(
      "CONFIG_MODEL_NAME",
      place,
      `${title} has no models that are called so: ${sent}`,
      `Write \`as\`: the model's name there, such as ${names.example}`,
      "warning",
    );
  const arn = provider === "bedrock" ? /^arn:aws[a-z-]*:bedrock:([a-z0-9-]+):/.exec(sent)?.[1] : undefined;
  const region = auth?.sigv4?.region;
  if (arn !== undefined && region !== undefined && arn !== region)
    report(
      "CONFIG_AWS_REGION",
      place,
      `The ARN is of ${arn}, and the backend asks ${region}, which does not know it`,
      `Write an ARN of ${region}, or a backend for ${arn}`,
    );
}
