import type { Place } from "@azure-genai-gateway/common/problem";
import { LineIndex } from "@azure-genai-gateway/policy-language/reader/lineIndex";
import type { DeclaredResource } from "@azure-genai-gateway/common/resource";
import { azureType, textOf } from "./inputs";

/** A policy or a fragment of an estate. */
export interface EstateDocument {
  readonly text: string;
  /** As problems in it name it. */
  readonly file: string;
  readonly subject: string;
}

export function documentsOf(resources: readonly DeclaredResource[]): readonly EstateDocument[] {
  return resources.flatMap((resource) => {
    if (!/^apimanagement:(?:\w*Policy|PolicyFragment)$/.test(azureType(resource) ?? "")) return [];
    const text = textOf(resource.inputs["value"]);
    if (text === undefined) return [];
    return { text, file: resource.sourceFile ?? `policy of ${resource.name}`, subject: resource.name };
  });
}

/** Where the character at an offset of a document stands. */
export function placeIn({ text, file }: EstateDocument, offset: number): Place {
  return new LineIndex(text, file).place(offset);
}
