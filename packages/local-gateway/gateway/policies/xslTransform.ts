import { unsupported, unsupportedStep } from "../attributes";
import { textNow, whenReady } from "../bindings";
import { reading, sectionText, setSectionText } from "../content/messageBody";
import { readStylesheet, type Stylesheet } from "../content/xslt/stylesheet";
import { transform } from "../content/xslt/transform";
import type { PolicyDefinition } from "../policy";

const stylesheetPart = /<((?:[\w.-]+:)?(?:stylesheet|transform))\b[\s\S]*<\/\1>/;

/**
 * Transforms an XML body by the stylesheet inside the policy (XSLT 1.0), with parameters that may be expressions. Runs
 * on an interpreter of this project's own (content/xslt) where Azure runs .NET's XslCompiledTransform: scripts,
 * extension functions and other documents (xsl:import, xsl:include, document()) are not there.
 * https://learn.microsoft.com/azure/api-management/xsl-transform-policy
 */
export const xslTransform: PolicyDefinition = {
  name: "xsl-transform",
  build(element, env) {
    const stylesheet = stylesheetPart.exec(element.rawText)?.[0];
    const parameters = element.children.filter(({ name }) => name === "parameter");
    const sheet = readIn(stylesheet);
    const problem = typeof sheet === "string" ? sheet : undefined;
    if (problem !== undefined) {
      const what = `this stylesheet: ${problem}`;
      unsupported(element, what, "Write it in XSLT 1.0; a call that reaches it fails with a 500", env);
      return unsupportedStep(element.name, what);
    }
    return {
      name: element.name,
      run: (call) =>
        whenReady(
          call,
          parameters.map(({ text }) => text),
          async () => {
            const values = new Map(
              parameters.map(({ attributes, text }) => [
                nameOf(attributes.get("name") ?? attributes.get("parameter-name")),
                text ? textNow(call, text) : "",
              ]),
            );
            const body = await sectionText(call);
            if (body === undefined) return;
            setSectionText(
              call,
              reading("xsl-transform", () => transform(sheet as Stylesheet, body, values)),
              undefined,
            );
          },
        ),
    };
  },
};

function nameOf(binding: { readonly kind: string; readonly value?: string } | undefined): string {
  return binding?.kind === "literal" ? (binding.value ?? "") : "";
}

/** The stylesheet, or what is wrong with it. */
function readIn(text: string | undefined): Stylesheet | string {
  if (text === undefined) return "There is no xsl:stylesheet in it";
  try {
    return readStylesheet(text);
  } catch (error) {
    return (error as Error).message;
  }
}
