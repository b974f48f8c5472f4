import { XmlParser, Xslt } from "xslt-processor";
import { textNow, whenReady } from "../bindings";
import { sectionText, setSectionText } from "../content/messageBody";
import { parseXmlTree } from "../content/xmlTree";
import { PolicyFailure, type PolicyDefinition } from "../policy";
import { unverified } from "../unverifiedTexts";

const stylesheetPart = /<(xsl:stylesheet|xsl:transform)\b[\s\S]*<\/\1>/;

/**
 * Transforms an XML body by the stylesheet inside the policy (XSLT 1.0), with parameters that may be expressions. Runs
 * on xslt-processor where Azure runs .NET's XslCompiledTransform: scripts and extension functions are not there.
 * https://learn.microsoft.com/azure/api-management/xsl-transform-policy
 */
export const xslTransform: PolicyDefinition = {
  name: "xsl-transform",
  build(element, env) {
    const stylesheet = stylesheetPart.exec(element.rawText)?.[0];
    const parameters = element.children.filter(({ name }) => name === "parameter");
    const problem = stylesheet === undefined ? "There is no xsl:stylesheet in it" : unreadable(stylesheet);
    if (problem !== undefined) {
      env.problems.push({
        code: "POLICY_STYLESHEET",
        severity: "error",
        place: element.place,
        message: `<xsl-transform> cannot run: ${problem}`,
        hint: "Write one xsl:stylesheet of XSLT 1.0 into the policy",
      });
    }
    return {
      name: element.name,
      run: (call) =>
        whenReady(
          call,
          parameters.map(({ text }) => text),
          async () => {
            const values = parameters.map(({ attributes, text }) => ({
              name: nameOf(attributes.get("name")),
              value: text ? textNow(call, text) : "",
            }));
            const body = await sectionText(call);
            if (body === undefined) return;
            setSectionText(call, await transformed(body, stylesheet!, values), undefined);
          },
        ),
    };
  },
};

function nameOf(binding: { readonly kind: string; readonly value?: string } | undefined): string {
  return binding?.kind === "literal" ? (binding.value ?? "") : "";
}

function unreadable(text: string): string | undefined {
  try {
    parseXmlTree(text, true);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

async function transformed(
  body: string,
  stylesheet: string,
  parameters: { name: string; value: string }[],
): Promise<string> {
  try {
    // The library takes almost anything for XML; this refuses what is none, and every DTD.
    parseXmlTree(body);
    const parser = new XmlParser();
    return await new Xslt({ parameters }).xsltProcess(parser.xmlParse(body), parser.xmlParse(stylesheet));
  } catch (error) {
    throw new PolicyFailure({
      source: "xsl-transform",
      ...unverified.contentUnreadable((error as Error).message),
    });
  }
}
