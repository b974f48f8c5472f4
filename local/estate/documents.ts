import type { Place } from "../../common/problem";
import { LineIndex } from "../../policy-language/reader/lineIndex";
import type { DeclaredResource } from "../cloud/resource";
import { azureType, textOf } from "../gateway/model/inputs";

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
