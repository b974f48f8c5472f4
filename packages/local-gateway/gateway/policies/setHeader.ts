import { messageEdit } from "../message";
import type { PolicyDefinition } from "../policy";
import { sectionMessage } from "../sectionMessage";

/** Sets a header of the request (inbound, backend) or the response (outbound, on-error). */
export const setHeader: PolicyDefinition = {
  name: "set-header",
  build(element, env) {
    const edit = messageEdit(element, env)!;
    return { name: element.name, run: (call) => edit(call, sectionMessage(call)) };
  },
};
