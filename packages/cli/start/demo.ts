import { Agent, fetch as undiciFetch } from "undici";
import {
  attempt,
  chat,
  demoClients,
  embed,
  fillAlias,
  overLimit,
  respond,
  spill,
  streamed,
} from "./openAiCalls";
import { callTeams } from "./teamCalls";
import type { TeamTarget } from "./teamTargets";
import { callProvider, type ProviderTarget } from "./providerCalls";

/** Where the calls go and with which keys; all of it read from what the program declared. */
export interface DemoTarget {
  /** Base URL of the entrance, without a trailing slash. */
  readonly url: string;
  /** Path of the Azure OpenAI API, for example `openai`; absent when the stack has it off. */
  readonly azurePath?: string;
  /** Path of the v1 API; absent when the stack has it off. */
  readonly v1Path?: string;
  /** A subscription with room for the calls. */
  readonly key: string;
  /** What its product may use; Infinity where nothing limits it. */
  readonly tokensPerMinute: number;
  /** The only header that a key is looked for in; absent where it may come as `Authorization: Bearer` too. */
  readonly keyHeader?: string;
  /** A subscription with the smallest token limit, to go over it; absent when no product has a limit. */
  readonly limited?: { readonly key: string; readonly tokensPerMinute: number } | undefined;
  /** A subscription whose product may not use chatDeployment; absent when every product may. */
  readonly barred?: { readonly key: string } | undefined;
  /** Absent where no model speaks OpenAI's form. */
  readonly chatDeployment?: string;
  /** Backends that are asked before all others: an answer of another one has spilled. None: nothing can. */
  readonly firstBackends: readonly string[];
  readonly embeddingDeployment?: string;
  /** A name that stands for several models, in the order in which they are asked. */
  readonly alias?: { readonly name: string; readonly models: readonly string[] };
  /** Models behind APIs in other providers' wire formats; default none. */
  readonly providers?: readonly ProviderTarget[];
  /** Contracts, guardrails, callers by token, tools; default none. */
  readonly team?: TeamTarget;
}

/** What one call got. */
export interface DemoResult {
  readonly call: string;
  readonly status: number;
  /** Empty where none answered. */
  readonly backend: string;
  /** Of the prompt and of the answer, as the client was told; absent where there was no answer. */
  readonly tokens?: readonly (number | undefined)[];
  /** Leads to the call's usage event; empty where the gateway gave none. */
  readonly requestId: string;
  readonly note: string;
  /** Whether it is what the call is there to show. */
  readonly expected: boolean;
}

export interface DemoOptions {
  /** A certificate that the entrance speaks HTTPS with, PEM; default it speaks HTTP. */
  readonly certificate?: string | undefined;
  /** Takes what is behind a backend away, and gives it back when called again; default nothing can be. */
  readonly takeAway?: (backend: string) => (() => void) | undefined;
}

/** Makes the calls one after another with real clients; each result is reported as soon as it is there. */
export async function runDemo(
  target: DemoTarget,
  report: (result: DemoResult) => void,
  { certificate, takeAway }: DemoOptions = {},
): Promise<void> {
  const dispatcher = certificate === undefined ? undefined : new Agent({ connect: { ca: certificate } });
  const fetch = dispatcher && trustingFetch(dispatcher);
  try {
    if (target.chatDeployment !== undefined) await callOpenAi(target, target.chatDeployment, report, fetch);
    await callProviders(target, report, { fetch, certificate, takeAway });
    if (target.team) await callTeams(target, target.team, report, fetch);
    if (target.chatDeployment !== undefined) await fill(target, target.chatDeployment, report, fetch);
  } finally {
    await dispatcher?.close();
  }
}

/** Node's own fetch takes no dispatcher of another release of undici, so undici's goes with it. */
function trustingFetch(dispatcher: Agent): typeof fetch {
  const send = (url: string, init: object) => undiciFetch(url, { ...init, dispatcher });
  return send as unknown as typeof fetch;
}

type Report = (result: DemoResult) => void;
type Fetch = typeof globalThis.fetch | undefined;

async function callOpenAi(target: DemoTarget, model: string, report: Report, fetch: Fetch): Promise<void> {
  const { deployments, v1 } = demoClients(target, target.key, fetch);
  report(await attempt("chat", () => chat(deployments ?? v1, model)));
  report(await attempt("chat, streamed", () => streamed(v1 ?? deployments, model)));
  const { embeddingDeployment, limited, barred } = target;
  if (embeddingDeployment)
    report(await attempt("embeddings", () => embed(deployments ?? v1, embeddingDeployment)));
  if (v1) report(await attempt("responses (v1)", () => respond(v1, model)));
  if (limited) {
    const own = demoClients(target, limited.key, fetch);
    const over = () => overLimit(own.deployments ?? own.v1, model, limited.tokensPerMinute);
    report(await attempt("over the limit", over, 429));
  }
  if (barred) {
    const own = demoClients(target, barred.key, fetch);
    report(await attempt("not allowed", () => chat(own.deployments ?? own.v1, model), 403));
  }
}

/** Each model once; then the first that several backends have, while the first of them is away. */
async function callProviders(
  { url, key, providers = [] }: DemoTarget,
  report: Report,
  { fetch, certificate, takeAway }: DemoOptions & { readonly fetch: Fetch },
): Promise<void> {
  const entrance = { url, key, ...(fetch ? { fetch } : {}), ...(certificate ? { certificate } : {}) };
  for (const provider of providers) report(await callProvider(entrance, provider));
  const shared = providers.find(({ backends }) => new Set(backends).size > 1);
  const [first] = shared?.backends ?? [];
  const giveBack = first === undefined ? undefined : takeAway?.(first);
  if (!shared || !giveBack) return;
  try {
    const result = await callProvider(entrance, shared);
    report({
      ...result,
      expected: result.expected && result.backend !== first,
      note: [`${first} is made to fail`, result.note].filter((part) => part !== "").join("; "),
    });
  } finally {
    giveBack();
  }
}

/** Fills paid capacity until something else answers: another model of an alias, or another backend. */
async function fill(target: DemoTarget, model: string, report: Report, fetch: Fetch): Promise<void> {
  const { alias, tokensPerMinute, firstBackends } = target;
  const { deployments, v1 } = demoClients(target, target.key, fetch);
  // Other providers' models are behind the v1 API alone.
  if (alias) await fillAlias(v1 ?? deployments, alias, tokensPerMinute, report);
  else if (firstBackends.length > 0)
    report(await attempt("spill", () => spill(deployments ?? v1, model, firstBackends)));
}
