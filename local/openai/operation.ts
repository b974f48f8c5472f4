import type { Random } from "../../common/random";
import type { TokenCounter } from "../gateway/policy";
import type { ModelFacts } from "./models";
import type { Frame } from "./pacedStream";
import type { ResponseStore } from "./responseStore";
import type { DeploymentBehaviour, Latency, SimulatedDeployment } from "./types";

export type RequestBody = Readonly<Record<string, unknown>>;

/** What an operation knows of the call. */
export interface OperationContext {
  readonly deployment: SimulatedDeployment;
  readonly facts: ModelFacts;
  readonly behaviour: DeploymentBehaviour;
  readonly latency: Latency;
  readonly tokens: TokenCounter;
  /** Draws the answer: the same for the same request body within one run. */
  readonly random: Random;
  /** An id part that no other call of the run has. */
  readonly id: string;
  /** Seconds since the epoch. */
  readonly created: number;
  /** Responses of this account that may be gone on from. */
  readonly stored: ResponseStore;
  /** The answer is to be stopped as harmful. */
  readonly filtersAnswer: boolean;
}

/** A request that is valid: what it needs, and how to answer it once it is admitted. */
export interface Plan {
  readonly promptTokens: number;
  /** The caller's cap over all choices. */
  readonly maxTokens: number | undefined;
  /** What prompt caching compares; absent where nothing is cached. */
  readonly promptText?: () => string;
  readonly streamed: boolean;
  make(cachedTokens: number): Made;
}

export interface Made {
  readonly completionTokens: number;
  readonly reasoningTokens: number;
  body(): unknown;
  /** Lazily, so that a chunk is made when it is due. */
  frames(): Iterator<Frame>;
  /** Called once when the answer has been given to its end. */
  finished?(): void;
}

/** One thing an account can be asked for: validates (throwing ServiceError) and plans. */
export type Operation = (body: RequestBody, context: OperationContext) => Plan;

/** The model as answers name it: with its version, except for embeddings. */
export function servedModel({ deployment, facts }: OperationContext): string {
  return facts.kind === "embeddings" ? deployment.model : `${deployment.model}-${deployment.modelVersion}`;
}
