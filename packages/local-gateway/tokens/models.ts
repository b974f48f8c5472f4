import {
  findModel as find,
  loadCatalogue,
  provisionedOf,
  type Catalogue,
  type Model,
} from "@azure-genai-gateway/catalogue";
import type { EncodingName } from "./encodings";

/** What a simulated account has to know of a model: what the catalogue says of it. Token limits are in tokens. */
export interface ModelFacts {
  readonly name: string;
  readonly kind: Model["kind"];
  readonly encoding: EncodingName;
  readonly contextWindow: number;
  readonly maxOutput: number;
  /** Thinks before it answers: takes max_completion_tokens only, and bills reasoning tokens as completion. */
  readonly reasoning?: { readonly byDefault: boolean };
  readonly ptu?: ProvisionedFacts;
  /** Requests per minute that come with each 1,000 tokens per minute of a Standard deployment. */
  readonly requestsPer1kTokens: number;
  /** Takes sound in chats. */
  readonly hears?: boolean;
  /** Length of an embedding when the caller does not ask for fewer; `shrinks` when he may. */
  readonly dimensions?: { readonly full: number; readonly shrinks: boolean };
}

export interface ProvisionedFacts {
  /** Input tokens per minute that one PTU carries. */
  readonly inputTpmPerPtu: number;
  /** Input tokens that one output token weighs. */
  readonly outputWeight: number;
  /** Smallest deployment in PTUs. */
  readonly minimum: { readonly global: number; readonly regional: number };
}

const byName = new Map<string, ModelFacts>();
let working: Catalogue | undefined;
/** The package's with the working directory's own over it, read once: every call asks for a model. */
const catalogue = () => (working ??= loadCatalogue());

/** Names of all models in the catalogue. */
export function knownModels(): readonly string[] {
  return [...catalogue().models.keys()];
}

/**
 * A model's facts by its Azure name, OpenAI's spelling of it (`gpt-3.5-turbo`) or a dated version of it
 * (`gpt-4o-2024-11-20`); undefined for what the catalogue does not hold.
 */
export function findModel(name: string): ModelFacts | undefined {
  const model = find(catalogue(), name);
  if (!model) return undefined;
  let facts = byName.get(model.name);
  if (!facts) byName.set(model.name, (facts = factsOf(model.name, model)));
  return facts;
}

const standIns: readonly (readonly [RegExp, string])[] = [
  [/embedding/i, "text-embedding-3-small"],
  [/image|dall-e/i, "gpt-image-1"],
  [/realtime/i, "gpt-realtime"],
  [/tts/i, "gpt-4o-mini-tts"],
  [/whisper/i, "whisper"],
  [/transcribe/i, "gpt-4o-transcribe"],
];

/** The facts of a model, or those of a current chat (or embeddings) model under its name when it is unknown. */
export function modelFacts(name: string): ModelFacts {
  const known = findModel(name);
  if (known) return known;
  const stand = standIns.find(([pattern]) => pattern.test(name))?.[1] ?? "gpt-4.1";
  return { ...findModel(stand)!, name };
}

function factsOf(name: string, model: Model): ModelFacts {
  const { kind, encoding, contextWindow, maxOutput, requestsPer1kTokens, reasoning, dimensions } = model;
  const provisioned = provisionedOf(catalogue(), name);
  return {
    name,
    kind,
    encoding,
    contextWindow,
    maxOutput,
    requestsPer1kTokens,
    ...(reasoning ? { reasoning: { byDefault: reasoning === "always" } } : {}),
    ...(dimensions ? { dimensions } : {}),
    ...(provisioned
      ? {
          ptu: {
            inputTpmPerPtu: provisioned.inputTpmPerPtu,
            outputWeight: provisioned.outputWeight,
            minimum: { global: provisioned.global.minimum, regional: provisioned.regional.minimum },
          },
        }
      : {}),
  };
}
