import { literal } from "../attributes";
import { conversionStep } from "../content/conversion";
import { xmlOfJson, type JsonValue, type ToXmlOptions } from "../content/xmlJson";
import { writeXml } from "../content/xmlTree";
import type { PolicyDefinition } from "../policy";

/**
 * Makes XML of a JSON body: of one member its element, of anything else a `Document`. A body that is no JSON fails the
 * call. `parse-date`, `null-values`, `empty-values` and `trim-values` change nothing here: dates stay as written,
 * null is an empty element.
 * https://learn.microsoft.com/azure/api-management/json-to-xml-policy
 */
export const jsonToXml: PolicyDefinition = {
  name: "json-to-xml",
  build(element, env) {
    const text = (name: string) => literal(element, name, env);
    const options: ToXmlOptions = {
      attributeBlock: text("attribute-block-name"),
      attributePrefix: text("attribute-prefix") ?? "@",
      namespaceSeparator: text("namespace-separator") ?? ":",
      namespacePrefix: text("namespace-prefix") ?? "xmlns",
      replacement: text("invalid-character-replacement") ?? "_",
    };
    return conversionStep(element, env, {
      from: /[/+]json\b/i,
      wanted: /[/+]xml\b/i,
      contentType: "text/xml",
      convert: (json) => writeXml(xmlOfJson(JSON.parse(json) as JsonValue, options)),
    });
  },
};
