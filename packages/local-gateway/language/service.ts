import type { HttpHandler } from "@azure-genai-gateway/common/http";
import { isRecord } from "@azure-genai-gateway/common/records";
import { answerAsAccount, Refusal, type AccountAccess, type Values } from "../ai-services/account";
import { type FoundEntity, type KnownEntity, recognise } from "./recognisers";
import { textElements } from "./textElements";

export interface LanguageOptions extends AccountAccess {
  /** Texts to be recognised besides what the recognisers know: tests say what a model would have found. */
  readonly known?: readonly KnownEntity[];
  /** Languages that it knows; default those below. */
  readonly languages?: readonly string[];
}

/** https://learn.microsoft.com/azure/ai-services/language-service/concepts/data-limits */
const mostDocuments = 5;
const mostElements = 5_120;

/** Part of https://learn.microsoft.com/azure/ai-services/language-service/personally-identifiable-information/language-support */
const knownLanguages = [
  "en",
  "de",
  "fr",
  "es",
  "it",
  "pt",
  "pt-BR",
  "pt-PT",
  "nl",
  "sv",
  "pl",
  "ja",
  "zh-Hans",
  "ko",
];

/**
 * A simulated Language account: PiiEntityRecognition of `:analyze-text`, by recognisers of its own in place of a model.
 * Limits, offsets in the unit that is asked for, and errors by document are the service's; the texts of its errors are
 * this project's.
 * https://learn.microsoft.com/rest/api/language/analyze-text/analyze-text
 */
export function createLanguage(options: LanguageOptions = {}): HttpHandler {
  const operationAt = (path: string) =>
    path === "/language/:analyze-text" ? (body: Values) => analyze(body, options) : undefined;
  return (request) => Promise.resolve(answerAsAccount(request, options, operationAt, invalidRequest));
}

const invalidRequest = "InvalidRequest";
const invalid = (message: string) => new Refusal(400, invalidRequest, message);

function record(value: unknown, what: string): Values {
  if (isRecord(value)) return value;
  throw invalid(`${what} is not an object.`);
}

function analyze(body: Values, options: LanguageOptions) {
  if (body["kind"] !== "PiiEntityRecognition")
    throw invalid(`The kind ${String(body["kind"])} is not simulated: PiiEntityRecognition is.`);
  const parameters = record(body["parameters"] ?? {}, "parameters");
  const unit = parameters["stringIndexType"] ?? "TextElements_v8";
  if (unit !== "TextElements_v8" && unit !== "UnicodeCodePoint" && unit !== "Utf16CodeUnit")
    throw invalid("stringIndexType is none of TextElements_v8, UnicodeCodePoint, Utf16CodeUnit.");
  const categories = textsOf(parameters["piiCategories"], "piiCategories");
  const documents = record(body["analysisInput"], "analysisInput")["documents"];
  if (!Array.isArray(documents) || documents.length === 0) throw invalid("documents is missing or empty.");
  if (documents.length > mostDocuments)
    throw invalid(`Batch request contains too many records. Max ${mostDocuments} records are permitted.`);
  const read = documents.map((document) => record(document, "A document"));
  const ids = read.map(({ id }) => id);
  if (ids.some((id) => typeof id !== "string" || id === "") || new Set(ids).size < ids.length)
    throw invalid("Every document needs an id of its own.");
  const results = read.map((document) => one(document, unit, categories, options));
  return {
    kind: "PiiEntityRecognitionResults",
    results: {
      documents: results.filter((result) => !("error" in result)),
      errors: results.filter((result) => "error" in result),
      modelVersion: "2025-02-01",
    },
  };
}

type IndexUnit = "TextElements_v8" | "UnicodeCodePoint" | "Utf16CodeUnit";

function one(
  document: Values,
  unit: IndexUnit,
  categories: readonly string[] | undefined,
  { known = [], languages = knownLanguages }: LanguageOptions,
) {
  const { id, text } = document;
  const language = document["language"] ?? "en";
  const error = (code: string, message: string) => ({
    id,
    error: {
      code: "InvalidArgument",
      message: "Invalid document in request.",
      innererror: { code, message },
    },
  });
  if (typeof text !== "string" || text === "") return error("InvalidDocument", "Document text is empty.");
  if (typeof language !== "string" || !languages.includes(language))
    return error(
      "UnsupportedLanguageCode",
      `Invalid language code. Supported languages: ${languages.join(",")}`,
    );
  // No element is shorter than a unit, so most texts need not be counted.
  if (text.length > mostElements && textElements(text) > mostElements)
    return error(
      "InvalidDocument",
      `A document within the request was too large to be processed. Limit document size to: ${mostElements} text elements.`,
    );
  const found = recognise(text, known).filter(
    ({ category }) => categories === undefined || categories.includes(category),
  );
  const length = lengthIn(unit);
  return {
    id,
    redactedText: redacted(text, found),
    entities: found.map(({ category, start, end, confidence }) => ({
      text: text.slice(start, end),
      category,
      offset: length(text.slice(0, start)),
      length: length(text.slice(start, end)),
      confidenceScore: confidence,
    })),
    warnings: [],
  };
}

function lengthIn(unit: IndexUnit): (text: string) => number {
  if (unit === "Utf16CodeUnit") return (text) => text.length;
  return unit === "UnicodeCodePoint" ? (text) => Array.from(text).length : textElements;
}

function redacted(text: string, found: readonly FoundEntity[]): string {
  const units = text.split("");
  for (const { start, end } of found) units.fill("*", start, end);
  return units.join("");
}

function textsOf(value: unknown, name: string): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value) && value.every((each) => typeof each === "string")) return value;
  throw invalid(`${name} is not an array of texts.`);
}
