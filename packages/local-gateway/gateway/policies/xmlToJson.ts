import { flagNow, textNow } from "../bindings";
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
    const attribute = (name: string) => element.attributes.get(name);
    const [kind, arrays] = [attribute("kind"), attribute("always-array-child-elements")];
    const whitespace = attribute("preserve-whitespace-nodes");
    return conversionStep(element, env, {
      bindings: [kind, arrays, whitespace],
      from: /[/+]xml\b/i,
      wanted: /[/+]json\b/i,
      contentType: "application/json",
      converter(call) {
        const friendly = kind !== undefined && textNow(call, kind).toLowerCase() === "javascript-friendly";
        const alwaysArrays = flagNow(call, arrays, false);
        const keepWhitespace = flagNow(call, whitespace, false);
        return (text) =>
          JSON.stringify(jsonOfXml(parseXmlTree(text, keepWhitespace), { friendly, alwaysArrays }));
      },
    });
  },
};
