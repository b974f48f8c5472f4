import type { Clock } from "@azure-genai-gateway/common/clock";
import type { HttpHandler } from "@azure-genai-gateway/common/http";
import type { Random } from "@azure-genai-gateway/common/random";
import type { TokenCounter } from "../tokens/tokenCounter";
import type { Charges } from "./operation";
import type { Recordings } from "./recordings";

/** A simulated Azure OpenAI account, made from the declared account and its deployments. */
export interface SimulatedAccountOptions {
  /** The custom subdomain: the account answers at https://SUBDOMAIN.openai.azure.com. */
  readonly subdomain: string;
  readonly region: string;
  readonly deployments: readonly SimulatedDeployment[];
  /** Bearer tokens are accepted when this says so. */
  readonly acceptsToken: (token: string) => boolean;
  /** Keys that the `api-key` header may carry, when local auth is on; default none, which is local auth off. */
  readonly keys?: readonly string[];
  /**
   * Takes any key, and where no deployments are given any deployment, by the name of its model: for accounts of which
   * nothing is known but the address. Default false.
   */
  readonly open?: boolean;
  readonly clock: Clock;
  readonly random: Random;
  readonly tokens: TokenCounter;
  /**
   * How long a provisioned deployment may be used above its rate before it is 100 % utilised, in milliseconds;
   * default 10,000. Microsoft documents the leaky bucket but not its size.
   */
  readonly utilizationWindowMs?: number;
  /**
   * Answers of a real account, given in place of simulated ones where the request is the same. They stand outside
   * limits, latency and faults: what the real account said, its refusals included, is said again at its pace.
   */
  readonly recordings?: Recordings;
}

export interface SimulatedDeployment {
  readonly name: string;
  readonly model: string;
  readonly modelVersion: string;
  /** The deployment's SKU name: Standard, GlobalStandard, ProvisionedManaged, GlobalProvisionedManaged, ... */
  readonly sku: string;
  /** Thousands of tokens per minute for Standard SKUs, PTUs for provisioned ones. */
  readonly capacity: number;
  /** Default: what comes with the tokens per minute for the model. Standard SKUs only. */
  readonly requestsPerMinute?: number;
  /**
   * The Standard deployment that takes what this provisioned one refuses (429) or fails (500, 503):
   * https://learn.microsoft.com/azure/foundry/openai/how-to/spillover-traffic-management. Default none; a request's
   * x-ms-spillover-deployment header names one for itself.
   */
  readonly spilloverDeploymentName?: string;
  /** How it answers at first; `configure` changes it later. */
  readonly behaviour?: DeploymentBehaviour;
}

/** What a real deployment does by itself and a simulated one must be told. */
export interface DeploymentBehaviour {
  /** Default 20 ms to the first token and 1 ms for each token. */
  readonly latency?: Latency;
  /** Tokens of an answer that nothing cuts short, drawn evenly; default 40 to 160. */
  readonly answerTokens?: { readonly min: number; readonly max: number };
  readonly fault?: Fault;
  /**
   * Whether the content filter looks at a stream's text before it is sent, or beside it ("asynchronous"): results
   * then come in chunks of their own. Default "default".
   * https://learn.microsoft.com/azure/foundry/openai/concepts/content-streaming
   */
  readonly contentFilter?: "default" | "asynchronous";
}

export interface Latency {
  /** From the request to the first token (or to the whole answer, for embeddings). */
  readonly firstTokenMs: number;
  readonly perTokenMs: number;
  /** How calls differ from each other, drawn from the run's seed; default: not at all. */
  readonly jitter?: Jitter;
}

/** What both times of a call are multiplied by: something from 1 - spread to 1 + spread, or e to the power of a normal draw. */
export type Jitter =
  | { readonly distribution: "uniform"; readonly spread: number }
  | { readonly distribution: "lognormal"; readonly sigma: number };

/** What goes wrong, with the given share of calls (0 to 1, default 1). */
export type Fault = { readonly share?: number } & (
  | {
      /** Answered with this status at once; 429 is one with a Retry-After of `retryAfterMs`. */
      readonly kind: "status";
      readonly status: number;
      readonly retryAfterMs?: number;
    }
  | {
      /** Never answered; the caller's timeout ends it. */
      readonly kind: "hang";
    }
  | {
      /** Answered `delayMs` later than its latency says. */
      readonly kind: "slowStart";
      readonly delayMs: number;
    }
  | {
      /** The connection breaks before the answer, or in mid-stream after so many chunks. */
      readonly kind: "cut";
      readonly afterChunks?: number;
    }
  | {
      /** JSON that ends in its middle: the whole answer's, or that of the chunk after so many good ones (default 0). */
      readonly kind: "malformed";
      readonly afterChunks?: number;
    }
  | {
      /** Refused as harmful: 400 content_filter; "completion": a chat that stops with finish_reason content_filter. */
      readonly kind: "contentFilter";
      readonly source?: "prompt" | "completion";
    }
);

/** A whole account that is gone: its connections break at once, or all is answered with 503. */
export type Outage = "refused" | "unavailable";

/** What an account has received (the last 50,000 calls), refused ones and those under way included, for assertions and the summary of `npm start`. */
export interface AccountLedger {
  readonly calls: readonly ServedCall[];
}

/** One call and what it was charged: nothing of one that was refused. */
export interface ServedCall extends Charges {
  /** When it came, in ms since the epoch. */
  readonly at: number;
  /** Empty when the request named none. */
  readonly deployment: string;
  readonly operation: string;
  /** 499 when the caller hung up before the answer, 0 when the connection was cut or no answer was given yet. */
  readonly status: number;
  readonly streamed: boolean;
  /** False while it is under way, and for good when either side broke off. */
  readonly complete: boolean;
  /** All of the prompt's tokens: cached ones, those of images and of sound are among them. */
  readonly promptTokens: number;
  /**
   * Tokens generated, those of thought, images and sound among them: of a call that was broken off, those made until
   * then. It grows while a background response is made.
   */
  readonly completionTokens: number;
  readonly cachedTokens: number;
  readonly reasoningTokens: number;
  /** Every request header the account received; tests look here for leaked client keys. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface SimulatedAccount {
  readonly subdomain: string;
  readonly handle: HttpHandler;
  readonly region: string;
  readonly ledger: AccountLedger;
  /** Changes how a deployment answers from the next call on. Throws for a name the account does not have. */
  configure(deployment: string, behaviour: DeploymentBehaviour): void;
  /** How a deployment answers now. Throws for a name the account does not have. */
  behaviourOf(deployment: string): DeploymentBehaviour;
  /** Names of the deployments, as declared. */
  readonly deployments: readonly string[];
  /** What a deployment was declared as. Throws for a name the account does not have. */
  deployment(name: string): SimulatedDeployment;
  /** How much of a provisioned deployment is in use, 1 being all of it; undefined for those sold by the token. */
  utilization(deployment: string): number | undefined;
  /** Takes the whole account down, or brings it back with undefined. */
  setOutage(outage: Outage | undefined): void;
  readonly outage: Outage | undefined;
}
