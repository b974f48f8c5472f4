import { messageEdit } from "../message";
import type { PolicyDefinition } from "../policy";
import { sectionMessage } from "../sectionMessage";

/** Replaces the body of the request (inbound, backend) or the response (outbound, on-error). */
export const setBody: PolicyDefinition = {
  name: "set-body",
  build(element, env) {
    const edit = messageEdit(element, env)!;
    return { name: element.name, run: (call) => edit(call, sectionMessage(call)) };
  },
};
