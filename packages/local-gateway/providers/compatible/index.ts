import { HttpHeaders, type HttpRequest, type HttpResponse } from "@azure-genai-gateway/common/http";
import { createSimulatedAccount } from "../../openai";
import type { Access } from "../service/dialect";
import type { PlayedProvider, ProviderOptions } from "../service/createProvider";
import { asRecord, isRecord, textOf, type Json } from "../service/records";
import { failed, type Failure, type Flavour } from "./errors";
import { isStream, plainAnswer, plainStream } from "./plainAnswer";

export interface CompatibleOptions extends ProviderOptions {
  /** OpenAI itself, or a server that speaks as it does (vLLM, Ollama, another provider). */
  readonly flavour: Flavour;
  /** What stands before `/chat/completions`; default `/v1`, and whatever ends in it. */
  readonly base?: RegExp;
  /** Names of models that there are; default what each flavour's are like. */
  readonly names?: RegExp;
  /** What is answered to a call that is not let in, undefined to one that is; default by `access`. */
  readonly entry?: (request: HttpRequest) => HttpResponse | undefined;
}

/** OpenAI's models by the beginning of their names, as they have it; a server of one's own has any. */
const openAiNames =
  /^(?:ft:)?(?:gpt-|chatgpt-|o\d|codex|computer-use|text-embedding-|dall-e|whisper|tts|omni-|babbage-|davinci-|sora)[\w.:-]*$/i;
const anyName = /^[\w.:/@+-]{1,128}$/;
/** Parameters of servers of one's own that OpenAI does not have: https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html */
const extras =
  /^(top_k|min_p|repetition_penalty|length_penalty|min_tokens|best_of|use_beam_search|guided_.*|chat_template.*|skip_special_tokens|ignore_eos|priority|safe_prompt|random_seed|keep_alive|options|think|transforms|provider|models|route|usage|extra_body|mm_processor_kwargs|structured_outputs|add_generation_prompt)$/;

/**
 * OpenAI's API, and those that are like it, played by the simulated accounts of Azure OpenAI, which speak the same behind
 * `/openai/v1`: what is Azure's own is put in and taken out here. https://platform.openai.com/docs/api-reference
 */
export function createCompatible(options: CompatibleOptions): PlayedProvider {
  const { flavour, host, access, base = /^.*?\/v1(?=\/|$)/, ...others } = options;
  const entry = options.entry ?? ((request) => refusedEntry(request, access, flavour));
  const names = options.names ?? (flavour === "openai" ? openAiNames : anyName);
  const account = createSimulatedAccount({
    ...{ clock: others.clock, random: others.random, tokens: others.tokens },
    ...{ subdomain: host, region: options.region ?? "", deployments: [], open: true, names },
    acceptsToken: () => true,
  });
  let calls = 0;

  async function handle(request: HttpRequest): Promise<HttpResponse> {
    const url = new URL(request.url);
    const found = base.exec(url.pathname);
    const response = !found
      ? failed(flavour, notThere(request, url))
      : (entry(request) ?? (await asked(request, url, url.pathname.slice(found[0].length))));
    if (flavour === "openai") {
      response.headers.set("openai-version", "2020-10-01");
      response.headers.set("openai-organization", "org-simulated");
      response.headers.set("x-request-id", response.headers.get("x-request-id") ?? `req_${(calls += 1)}`);
    }
    return response;
  }

  async function asked(request: HttpRequest, url: URL, path: string): Promise<HttpResponse> {
    const query = new URLSearchParams(url.search);
    query.delete("api-version");
    const response = await account.handle({
      ...request,
      url: `https://${host}/openai/v1${path}${query.size > 0 ? `?${query.toString()}` : ""}`,
      headers: inner(request.headers),
      body: flavour === "compatible" ? withoutExtras(request.body) : request.body,
    });
    response.headers = outer(response.headers, flavour);
    const isJson = /json/.test(response.headers.get("content-type") ?? "");
    if (isStream(response.body)) return { ...response, body: plainStream(response.body) };
    if (!isJson) return response;
    const body = parsed(response.body);
    if (response.status < 400) return { ...response, body: Buffer.from(JSON.stringify(plainAnswer(body))) };
    const told = failed(
      flavour,
      failureOf(response.status, asRecord(asRecord(body).error), request, url, flavour),
    );
    for (const [name, values] of response.headers)
      if (/^(retry-after|x-)/i.test(name)) told.headers.set(name, values);
    return told;
  }

  return Object.create(account, { handle: { value: handle } }) as PlayedProvider;
}

function refusedEntry(
  { headers }: HttpRequest,
  { keys }: Access,
  flavour: Flavour,
): HttpResponse | undefined {
  const key = /^Bearer\s+(.+)$/i.exec(headers.get("authorization") ?? "")?.[1];
  if (flavour === "compatible") {
    // A server of one's own takes whoever comes, unless it was started with a key.
    if (keys === undefined || keys.includes(key ?? "")) return undefined;
    return failed(flavour, { status: 401, message: "Unauthorized" });
  }
  if (key === undefined)
    return failed(flavour, {
      status: 401,
      message:
        "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY), or as the password field (with blank username) if you're accessing the API from your browser and are prompted for a username. You can obtain an API key from https://platform.openai.com/account/api-keys.",
    });
  if (keys === undefined || keys.includes(key)) return undefined;
  const shown = key.length > 8 ? `${key.slice(0, 4)}${"*".repeat(8)}${key.slice(-4)}` : "********";
  return failed(flavour, {
    status: 401,
    message: `Incorrect API key provided: ${shown}. You can find your API key at https://platform.openai.com/account/api-keys.`,
    code: "invalid_api_key",
  });
}

/** An account of Azure takes the key where OpenAI has it, and has headers that mean nothing to OpenAI. */
function inner(headers: HttpHeaders): HttpHeaders {
  const made = headers.clone();
  for (const name of ["api-key", "x-ms-spillover-deployment"]) made.delete(name);
  if (!made.has("authorization")) made.set("Authorization", "Bearer none");
  return made;
}

function outer(headers: HttpHeaders, flavour: Flavour): HttpHeaders {
  const made = new HttpHeaders();
  for (const [name, values] of headers) {
    const key = name.toLowerCase();
    if (/^(x-ms-|apim-|azure-)/.test(key)) continue;
    const isLimit = key.startsWith("x-ratelimit-");
    if (isLimit && flavour === "compatible") continue;
    // OpenAI tells times with their unit.
    made.set(name, isLimit && key.includes("-reset-") ? `${values[0]}s` : values);
  }
  return made;
}

function failureOf(status: number, error: Json, request: HttpRequest, url: URL, flavour: Flavour): Failure {
  const { code, message, param, type } = error;
  const said = typeof message === "string" ? message : "";
  if (code === "DeploymentNotFound") {
    const model = textOf(asRecord(parsed(request.body)).model);
    return flavour === "openai"
      ? {
          status: 404,
          message: `The model \`${model}\` does not exist or you do not have access to it.`,
          code: "model_not_found",
        }
      : { status: 404, message: `The model \`${model}\` does not exist.`, param: "model" };
  }
  if (status === 404 && code === "404") return notThere(request, url);
  if (status === 429)
    return {
      status,
      message: `Rate limit reached. ${said}`,
      type: /token rate/.test(said) ? "tokens" : "requests",
      code: "rate_limit_exceeded",
    };
  if (status >= 500)
    return {
      status,
      message: said || "The server had an error while processing your request. Sorry about that!",
    };
  return {
    status,
    message: said,
    type: typeof type === "string" ? type : "invalid_request_error",
    param: typeof param === "string" ? param : null,
    code: typeof code === "string" ? code : null,
  };
}

function notThere({ method }: HttpRequest, { pathname }: URL): Failure {
  return { status: 404, message: `Invalid URL (${method} ${pathname})` };
}

function withoutExtras(body: Uint8Array): Uint8Array {
  const json = parsed(body);
  if (!isRecord(json) || !Object.keys(json).some((name) => extras.test(name))) return body;
  const kept = Object.entries(json).filter(([name]) => !extras.test(name));
  return Buffer.from(JSON.stringify(Object.fromEntries(kept)));
}

function parsed(body: HttpResponse["body"]): unknown {
  try {
    return JSON.parse(Buffer.from(body as Uint8Array).toString("utf8")) as unknown;
  } catch {
    return undefined;
  }
}
