import { required } from "../attributes";
import { textNow, whenReady } from "../bindings";
import { reading } from "../content/messageBody";
import { replaceAll } from "../content/work";
import type { PolicyDefinition } from "../policy";
import { sectionMessage } from "../sectionMessage";

/**
 * Replaces every occurrence of a text in the body of the request or the response.
 * https://learn.microsoft.com/azure/api-management/find-and-replace-policy
 */
export const findAndReplace: PolicyDefinition = {
  name: "find-and-replace",
  build(element, env) {
    const from = required(element, "from", env);
    const to = required(element, "to", env);
    return {
      name: element.name,
      async run(call) {
        const inRequest = call.section === "inbound" || call.section === "backend";
        if (!inRequest) await call.response?.buffer();
        const bytes = inRequest ? call.context.request.body.bytes() : call.response?.bytes();
        if (!bytes || bytes.length === 0) return;
        await whenReady(call, [from, to], () => {
          const text = Buffer.from(bytes).toString("utf8");
          const found = textNow(call, from);
          if (found === "" || !text.includes(found)) return;
          const replaced = reading("find-and-replace", () => replaceAll(text, found, textNow(call, to)));
          sectionMessage(call).setBody(Buffer.from(replaced));
        });
      },
    };
  },
};
