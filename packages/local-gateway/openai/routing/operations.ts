import { chatCompletions } from "../chat/chat";
import { completions } from "../chat/completions";
import { embeddings } from "../embeddings/embeddings";
import { speech } from "../audio/speech";
import { transcriptions, translations } from "../audio/transcriptions";
import { imageEdits, images } from "../images/images";
import type { ModelFacts } from "../../tokens/models";
import type { Operation } from "../operation";
import { compact, inputTokens, responses } from "../responses/responses";
import type { ApiVersion, Since } from "./apiVersions";

/** An operation of a model: where it is, what takes it, and what it is called. */
export interface OperationRoute {
  /** In the ledger. */
  readonly name: string;
  /** In the service's own errors. */
  readonly serviceName: string;
  /** Behind /openai/v1/, and behind the deployment's (or the account's) path. */
  readonly path: string;
  /** Where it is under a dated api-version; absent where it is not. */
  readonly dated?: { readonly since: Since; readonly inDeployment: boolean };
  readonly kinds: readonly ModelFacts["kind"][];
  /** What its body is; default "json". */
  readonly takes?: "json" | "form";
  readonly run: Operation;
}

const always: Since = { preview: "2023-03-15-preview", stable: "2022-12-01" };
const chats: Since = { preview: "2023-03-15-preview", stable: "2023-05-15" };
const drawings: Since = { preview: "2023-12-01-preview", stable: "2024-02-01" };
const listening: Since = { preview: "2023-09-01-preview", stable: "2024-02-01" };
const previewed = (preview: ApiVersion): Since => ({ preview, stable: "never" });
const responding = previewed("2025-03-01-preview");

/** https://learn.microsoft.com/azure/foundry/openai/reference and /reference-preview, by version */
export const operations: readonly OperationRoute[] = [
  {
    name: "chat.completions",
    serviceName: "chatCompletion",
    path: "chat/completions",
    dated: { since: chats, inDeployment: true },
    kinds: ["chat"],
    run: chatCompletions,
  },
  {
    name: "completions",
    serviceName: "completion",
    path: "completions",
    dated: { since: always, inDeployment: true },
    kinds: ["completions"],
    run: completions,
  },
  {
    name: "embeddings",
    serviceName: "embeddings",
    path: "embeddings",
    dated: { since: always, inDeployment: true },
    kinds: ["embeddings"],
    run: embeddings,
  },
  {
    name: "images.generations",
    serviceName: "imageGenerations",
    path: "images/generations",
    dated: { since: drawings, inDeployment: true },
    kinds: ["images"],
    run: images,
  },
  {
    name: "images.edits",
    serviceName: "imageEdits",
    path: "images/edits",
    dated: { since: previewed("2025-04-01-preview"), inDeployment: true },
    kinds: ["images"],
    takes: "form",
    run: imageEdits,
  },
  {
    name: "audio.speech",
    serviceName: "audioSpeech",
    path: "audio/speech",
    dated: { since: previewed("2024-02-15-preview"), inDeployment: true },
    kinds: ["speech"],
    run: speech,
  },
  {
    name: "audio.transcriptions",
    serviceName: "audioTranscription",
    path: "audio/transcriptions",
    dated: { since: listening, inDeployment: true },
    kinds: ["transcription"],
    takes: "form",
    run: transcriptions,
  },
  {
    name: "audio.translations",
    serviceName: "audioTranslation",
    path: "audio/translations",
    dated: { since: listening, inDeployment: true },
    kinds: ["transcription"],
    takes: "form",
    run: translations,
  },
  {
    name: "responses",
    serviceName: "responses",
    path: "responses",
    dated: { since: responding, inDeployment: false },
    kinds: ["chat"],
    run: responses,
  },
  // [I]: that a dated version has neither of these.
  {
    name: "responses.compact",
    serviceName: "responses",
    path: "responses/compact",
    kinds: ["chat"],
    run: compact,
  },
  {
    name: "responses.inputTokens",
    serviceName: "responses",
    path: "responses/input_tokens",
    kinds: ["chat"],
    run: inputTokens,
  },
];
