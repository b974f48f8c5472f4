import { messageEdit } from "../message";
import type { PolicyDefinition } from "../policy";
import { responseMessage } from "../sectionMessage";

/** Sets the response's status; does nothing while there is no response. */
export const setStatus: PolicyDefinition = {
  name: "set-status",
  build(element, env) {
    const edit = messageEdit(element, env)!;
    return {
      name: element.name,
      run: (call) => (call.response ? edit(call, responseMessage(call.response)) : undefined),
    };
  },
};
