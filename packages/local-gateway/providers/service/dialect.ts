import type { Clock } from "@azure-genai-gateway/common/clock";
import type { HttpRequest, HttpResponse } from "@azure-genai-gateway/common/http";
import type { FaultTexts } from "../../answers/faults";
import type { AnswerContext } from "../../answers/generate";
import type { Answer } from "../../answers/give";
import type { Charges, Latency } from "../../answers/types";
import type { ModelFacts } from "../../tokens/models";
import type { TokenCounter } from "../../tokens/tokenCounter";
import type { LimitKind, LimitStates, Needs, RateLimits } from "./limits";
import type { Refusal } from "./refusal";

/** Who may call. What is left out takes anybody who shows something of that kind. */
export interface Access {
  /** Keys that are taken; default any that is not empty. */
  readonly keys?: readonly string[];
  /** Whether a token of Microsoft Entra ID is taken; default none is. */
  readonly acceptsToken?: (token: string) => boolean;
  /**
   * Secret access keys of AWS that may sign for an access key id. A signature cannot be checked without them, so that nobody is let
   * in by a signature where there are none.
   */
  readonly awsCredentials?: ReadonlyMap<string, readonly string[]>;
}

/** A call as a wire format reads it. */
export interface Incoming {
  readonly request: HttpRequest;
  readonly url: URL;
}

/** Where a call goes: to a model, or to something that the provider answers by itself. */
export type Route = {
  /** In the ledger. */
  readonly name: string;
} & (
  | {
      readonly model: string;
      /** What the answer is drawn from. */
      readonly text: string;
      /** Looks at the request once its model is known. @throws Refusal */
      readonly plan: (context: CallContext) => Plan;
    }
  | { readonly answer: (context: PlainContext) => unknown }
);

/** What is known of a call to a model. */
export interface CallContext extends AnswerContext {
  readonly facts: ModelFacts;
  readonly latency: Latency;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly incoming: Incoming;
}

export interface PlainContext {
  readonly tokens: TokenCounter;
  readonly now: number;
  readonly id: string;
  /** Models that can be named, those that were called among them. */
  readonly models: readonly ModelFacts[];
  /** @throws Refusal for a name that the provider does not have */
  facts(this: void, model: string): ModelFacts;
}

/** A request that is valid: what it needs, and how to answer it once it is admitted. */
export interface Plan {
  /** All of the prompt's tokens, those read from and written to a cache included. */
  readonly promptTokens: number;
  readonly cachedTokens?: number;
  readonly cacheWriteTokens?: number;
  /** What the limits are asked for. */
  readonly needs: Needs;
  /** What of these the answer takes in the end, by its completion tokens. */
  readonly took?: (completionTokens: number) => Needs;
  readonly streamed: boolean;
  /** Content type of a stream; default server-sent events. */
  readonly streamType?: string;
  readonly charged?: Partial<Charges>;
  make(): Answer;
}

/** One provider's wire format: all that a newcomer's folder has to say. */
export interface Dialect extends FaultTexts {
  /** Lets a call in, or throws what the provider answers. */
  authenticate(incoming: Incoming, access: Access, now: number): void;
  /** Where a call goes. @throws Refusal for an unknown path or method, and for a body that is none */
  route(incoming: Incoming): Route;
  /** What a model is; undefined where the provider has none of this name. */
  model(name: string): ModelFacts | undefined;
  unknownModel(name: string): Refusal;
  /** Names of models that a list shows although nobody has called them. */
  readonly listed: readonly string[];
  readonly defaultLimits: RateLimits;
  limited(kind: LimitKind, retryAfterMs: number, states: LimitStates, model: string): Refusal;
  /** Headers that tell what is left. @param now milliseconds since the epoch */
  limitHeaders(states: LimitStates, now: number): Readonly<Record<string, string>>;
  /** Headers of every answer. @param id letters and digits that no other call of the run has */
  headers(id: string): Readonly<Record<string, string>>;
  /** Writes a refusal. */
  refused(refusal: Refusal, id: string): HttpResponse;
}

export type DialectOf = (clock: Clock) => Dialect;
