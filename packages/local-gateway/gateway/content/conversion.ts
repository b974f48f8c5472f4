import type { CompiledElement, PolicyBinding } from "@azure-genai-gateway/policy-language/document";
import { required } from "../attributes";
import { flagNow, textNow, whenReady } from "../bindings";
import type { Call, PolicyBuildEnvironment, PolicyStep } from "../policy";
import { sectionMessage } from "../sectionMessage";
import { reading, sectionText, setSectionText } from "./messageBody";

export interface Conversion {
  /** What `apply` other than "always" wants the body's type to be. */
  readonly from: RegExp;
  /** What the request's Accept must name while `consider-accept-header` holds (the default). */
  readonly wanted: RegExp;
  readonly contentType: string;
  /** What the converter reads. */
  readonly bindings: readonly (PolicyBinding | undefined)[];
  /** The conversion as the call's attributes have it. */
  readonly converter: (call: Call) => (text: string) => string;
}

/** A policy that makes one format of another, on the conditions that json-to-xml and xml-to-json share. */
export function conversionStep(
  element: CompiledElement,
  env: PolicyBuildEnvironment,
  { from, wanted, contentType, bindings, converter }: Conversion,
): PolicyStep {
  const apply = required(element, "apply", env);
  const considers = element.attributes.get("consider-accept-header");
  return {
    name: element.name,
    run: (call) =>
      whenReady(call, [apply, considers, ...bindings], async () => {
        if (flagNow(call, considers, true) && !accepts(call, wanted)) return;
        const always = textNow(call, apply).toLowerCase() === "always";
        const convert = converter(call);
        const type = sectionMessage(call).headers.get("Content-Type") ?? "";
        if (!always && !from.test(type)) return;
        const text = await sectionText(call);
        if (text === undefined) return;
        setSectionText(
          call,
          reading(element.name, () => convert(text)),
          contentType,
        );
      }),
  };
}

function accepts(call: Call, wanted: RegExp): boolean {
  return wanted.test(call.context.request.headers.get("Accept") ?? "");
}
