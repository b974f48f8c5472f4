import { textNow } from "../bindings";
import { conversionStep } from "../content/conversion";
import { xmlOfJson, type JsonValue, type ToXmlOptions } from "../content/xmlJson";
import { writeXml } from "../content/xmlTree";
import type { PolicyDefinition } from "../policy";

const names = [
  "attribute-block-name",
  "attribute-prefix",
  "namespace-separator",
  "namespace-prefix",
  "invalid-character-replacement",
];

/**
 * Makes XML of a JSON body: of one member its element, of anything else a `Document`. A body that is no JSON fails the
 * call. `parse-date`, `null-values`, `empty-values` and `trim-values` change nothing here: dates stay as written,
 * null is an empty element.
 * https://learn.microsoft.com/azure/api-management/json-to-xml-policy
 */
export const jsonToXml: PolicyDefinition = {
  name: "json-to-xml",
  build(element, env) {
    const bindings = names.map((name) => element.attributes.get(name));
    return conversionStep(element, env, {
      bindings,
      from: /[/+]json\b/i,
      wanted: /[/+]xml\b/i,
      contentType: "text/xml",
      converter(call) {
        const [block, prefix, separator, namespace, replacement] = bindings.map(
          (binding) => binding && textNow(call, binding),
        );
        const options: ToXmlOptions = {
          attributeBlock: block,
          attributePrefix: prefix ?? "@",
          namespaceSeparator: separator ?? ":",
          namespacePrefix: namespace ?? "xmlns",
          replacement: replacement ?? "_",
        };
        return (json) => writeXml(xmlOfJson(JSON.parse(json) as JsonValue, options));
      },
    });
  },
};
