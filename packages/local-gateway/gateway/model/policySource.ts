import type { DeclaredResource } from "@azure-genai-gateway/common/resource";
import { textOf } from "../../resources/inputs";
import type { PolicySource } from "./types";

/**
 * The document of a policy resource. Its format is "xml" unless the resource says otherwise, as in Azure's own API.
 * Linked documents (xml-link, rawxml-link) are not fetched: what they would hold is not among the resources.
 */
export function policySource(resource: DeclaredResource): PolicySource {
  const format = textOf(resource.inputs["format"]);
  return {
    text: textOf(resource.inputs["value"]) ?? "",
    format: format?.startsWith("rawxml") ? "rawxml" : "xml",
    file: resource.sourceFile ?? `policy of ${resource.name}`,
    subject: resource.name,
    // Of a document by itself nobody says whose it is.
    ...(resource.inputs["anyScope"] === true ? { anyScope: true } : {}),
  };
}
