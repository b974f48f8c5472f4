import { literal } from "../attributes";
import { conversionStep } from "../content/conversion";
import { jsonOfXml } from "../content/xmlJson";
import { parseXmlTree } from "../content/xmlTree";
import type { PolicyDefinition } from "../policy";

/**
 * Makes JSON of an XML body. A body that is no XML fails the call.
 * https://learn.microsoft.com/azure/api-management/xml-to-json-policy
 */
export const xmlToJson: PolicyDefinition = {
  name: "xml-to-json",
  build(element, env) {
    const friendly = literal(element, "kind", env)?.toLowerCase() === "javascript-friendly";
    const alwaysArrays = literal(element, "always-array-child-elements", env)?.toLowerCase() === "true";
    const keepWhitespace = literal(element, "preserve-whitespace-nodes", env)?.toLowerCase() === "true";
    return conversionStep(element, env, {
      from: /[/+]xml\b/i,
      wanted: /[/+]json\b/i,
      contentType: "application/json",
      convert: (text) =>
        JSON.stringify(jsonOfXml(parseXmlTree(text, keepWhitespace), { friendly, alwaysArrays })),
    });
  },
};
