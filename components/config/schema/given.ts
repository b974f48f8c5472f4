import type * as pulumi from "@pulumi/pulumi";
import { z } from "@azure-genai-gateway/schema";
import { isLater } from "../later";

interface GivenDef extends z.core.$ZodTypeDef {
  readonly type: "custom";
  readonly innerType: z.ZodType<string, string>;
}

interface GivenInternals extends z.core.$ZodTypeInternals<pulumi.Input<string>, pulumi.Input<string>> {
  def: GivenDef;
}

/** A text, or an output that becomes one. */
export interface GivenText extends z.ZodType<pulumi.Input<string>, pulumi.Input<string>, GivenInternals> {
  _zod: GivenInternals;
}

export const GivenText = z.core.$constructor<GivenText>("GivenText", (instance, def) => {
  z.ZodType.init(instance, def);
  instance._zod.parse = (payload, context) =>
    isLater(payload.value) ? payload : def.innerType._zod.run(payload, context);
  // As JSON it is the text, with a mark that tells generators of schemas and types.
  instance._zod.processJSONSchema = (context, json, parameters) => {
    z.core.process(def.innerType, context, parameters);
    const seen = context.seen.get(instance);
    if (seen) seen.ref = def.innerType;
    (json as Record<string, unknown>)["takesOutput"] = true;
  };
});

/**
 * A text that is not needed to plan: it may be the output of a resource, or a secret, where the config is written by a
 * program. What is plain is checked by `schema` at once; what is not, when it resolves (see admit.ts).
 */
export function given(schema: z.ZodType<string, string>): GivenText {
  return new GivenText({ type: "custom", innerType: schema });
}
