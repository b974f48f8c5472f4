import { messageEdit } from "../message";
import type { PolicyDefinition } from "../policy";
import { requestMessage } from "../sectionMessage";

/** Changes the method that the backend gets. */
export const setMethod: PolicyDefinition = {
  name: "set-method",
  build(element, env) {
    const edit = messageEdit(element, env)!;
    return { name: element.name, run: (call) => edit(call, requestMessage(call)) };
  },
};
