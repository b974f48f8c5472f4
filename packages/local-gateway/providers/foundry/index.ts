import type { HttpRequest, HttpResponse } from "@azure-genai-gateway/common/http";
import { authenticate } from "../../openai/authenticate";
import type { SimulatedAccount, SimulatedAccountOptions } from "../../openai";
import { ServiceError } from "../../openai/wire/errors";
import { anthropicAt } from "../anthropic";
import { claudeModel } from "../anthropic/models";
import { createCompatible } from "../compatible";
import { modelFacts, type ModelFacts } from "../../tokens/models";
import { createSimulatedProvider } from "../service/createProvider";
import { joined } from "../service/joined";
import { Refusal } from "../service/refusal";
import { fluxImages } from "./flux";
import { maiImages } from "./mai";

type Options = Pick<
  SimulatedAccountOptions,
  "subdomain" | "region" | "deployments" | "acceptsToken" | "keys" | "open" | "clock" | "random" | "tokens"
>;

const INFERENCE = /^\/models(?=\/)/;
const maiNames = /^mai-image/i;
const fluxNames = /^flux\.2/i;

/**
 * An account of Microsoft Foundry speaks more than OpenAI's format: Claude's behind `/anthropic`
 * (https://learn.microsoft.com/azure/foundry/foundry-models/how-to/use-foundry-models-claude), and that of model inference
 * behind `/models` (https://learn.microsoft.com/rest/api/aifoundry/modelinference), and its image models each behind a path
 * of their publisher's; all with the account's keys and tokens.
 */
export function withFoundry(account: SimulatedAccount, options: Options): SimulatedAccount {
  const { subdomain, region, deployments, open, clock, random, tokens } = options;
  const anyName = open === true && deployments.length === 0;
  const shared = { region, clock, random, tokens, access: {} };
  const claude = createSimulatedProvider(
    anthropicAt({
      base: "/anthropic",
      authenticate: (request) => enter(request, options, "authentication_error"),
      // A call names a deployment, which is one of a model; where none are declared it names the model.
      model(name) {
        const found = deployments.find((one) => one.name.toLowerCase() === name.toLowerCase());
        if (!found) return anyName ? claudeModel(name) : undefined;
        const facts = claudeModel(found.model);
        return facts && { ...facts, name };
      },
    }),
    { ...shared, host: subdomain },
  );
  const inference = createCompatible({
    ...shared,
    ...{
      host: subdomain,
      flavour: "compatible",
      base: INFERENCE,
      entry: (request) => entry(request, options),
    },
    ...(anyName ? {} : { names: namesOf(deployments.map(({ name }) => name)) }),
  });
  /** A deployment's requests a minute are its capacity. */
  const limits = Object.fromEntries(deployments.map(({ name, capacity }) => [name, { requests: capacity }]));
  const modelOf = (name: string) =>
    deployments.find((one) => one.name.toLowerCase() === name.toLowerCase())?.model;
  const images = (named: RegExp) => ({
    authenticate: (request: HttpRequest) => enter(request, options, "401"),
    model(name: string): ModelFacts | undefined {
      const model = modelOf(name) ?? (anyName ? name : "");
      return named.test(model) ? { ...modelFacts(model), name } : undefined;
    },
  });
  const mai = createSimulatedProvider(() => maiImages(images(maiNames)), {
    ...shared,
    host: subdomain,
    limits,
  });
  const flux = createSimulatedProvider(
    () =>
      fluxImages({
        ...images(fluxNames),
        pathOf: (name) => modelOf(name)?.toLowerCase().replaceAll(".", "-"),
      }),
    { ...shared, host: subdomain, limits },
  );
  const has = (name: string, named: RegExp) => named.test(modelOf(name) ?? "");
  return joined(account, [
    {
      ...{ takes: (path: string) => path.startsWith("/anthropic/"), provider: claude },
      has: (name) => claudeModel(modelOf(name) ?? "") !== undefined,
    },
    { takes: (path) => INFERENCE.test(path), provider: inference },
    { takes: (path) => path.startsWith("/mai/"), provider: mai, has: (name) => has(name, maiNames) },
    {
      ...{ takes: (path: string) => path.startsWith("/providers/blackforestlabs/"), provider: flux },
      has: (name) => has(name, fluxNames),
    },
  ]);
}

/** Exactly these names, whatever their case. */
function namesOf(names: readonly string[]): RegExp {
  const escaped = names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return names.length === 0 ? /^(?!)/ : new RegExp(`^(?:${escaped.join("|")})$`, "i");
}

/** Clients of Claude send the key as they would to Claude's own API; Azure's header and a token do as well. */
function enter({ headers }: HttpRequest, options: Options, type: string): void {
  const own = headers.clone();
  const key = headers.get("x-api-key");
  if (key !== undefined && !own.has("api-key")) own.set("api-key", key);
  try {
    authenticate(own, options);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    throw new Refusal(error.status, type, error.message);
  }
}

function entry({ headers, url }: HttpRequest, options: Options): HttpResponse | undefined {
  try {
    authenticate(headers, options);
  } catch (error) {
    if (error instanceof ServiceError) return error.toResponse();
    throw error;
  }
  // Without a version the service says that there is nothing there.
  if (new URL(url).searchParams.get("api-version")) return undefined;
  return new ServiceError(404, "404", "Resource not found").toResponse();
}
