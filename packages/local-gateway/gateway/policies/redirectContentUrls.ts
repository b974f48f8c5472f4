import { isRequestSection, reading, sectionText, setSectionText } from "../content/messageBody";
import { replaceAll } from "../content/work";
import type { PolicyDefinition } from "../policy";
import { requestOf } from "../request";
import { splitUrl } from "../../http/url";

/**
 * In outbound, puts the gateway's address in place of the backend's in the body and in Location; in inbound the other
 * way round.
 * https://learn.microsoft.com/azure/api-management/redirect-content-urls-policy
 */
export const redirectContentUrls: PolicyDefinition = {
  name: "redirect-content-urls",
  build(element) {
    return {
      name: element.name,
      async run(call) {
        const request = requestOf(call);
        const backend = (request.base ?? "").replace(/\/+$/, "");
        const path = call.context.api?.path ?? "";
        const gateway = `${splitUrl(request.originalUrl).origin}/${path}`.replace(/\/+$/, "");
        if (backend === "") return;
        const toBackend = isRequestSection(call);
        const [from, to] = toBackend ? [gateway, backend] : [backend, gateway];
        const location = call.response?.headers.get("Location");
        if (!toBackend && location?.startsWith(from))
          call.response!.headers.set("Location", to + location.slice(from.length));
        const text = await sectionText(call);
        if (text?.includes(from))
          setSectionText(
            call,
            reading("redirect-content-urls", () => replaceAll(text, from, to)),
          );
      },
    };
  },
};
