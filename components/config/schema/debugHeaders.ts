import { z } from "@azure-genai-gateway/schema";
import { about } from "./about";

/** @param whose `product`, or what else has callers of its own */
export const debugHeaders = (whose: string) =>
  z
    .boolean()
    .default(false)
    .meta(
      about(
        `Whether answers to the ${whose} say in headers \`x-genai-debug-…\` what became of the call: product, subscription, operation, deployment, backends asked, whether it spilled or is a stream, region. For development; a call that is refused says it in its error.`,
      ),
    );
