import { emptyBody, type HttpHeaders } from "@azure-genai-gateway/common/http";
import type { CompiledElement, PolicyBinding } from "@azure-genai-gateway/policy-language/document";
import {
  fromText,
  isNull,
  toBytes,
  toText,
} from "@azure-genai-gateway/policy-language/expressions/values/values";
import { literal, required } from "./attributes";
import { conditionNow, expressionFailure, numberNow, textNow, valueNow, whenReady } from "./bindings";
import { filterNames, parseLiquid, renderLiquid, type Template } from "./content/liquid";
import { reading, sectionText } from "./content/messageBody";
import type { Call, PolicyBuildEnvironment } from "./policy";
import { reasonPhrase } from "./response";
import { headerName, headerValue, httpMethod, statusCode, statusReason } from "./wireValues";

/**
 * What set-header, set-body, set-status and set-method do to a message. They stand alone in a section, where the
 * message is the call's request or response, and inside return-response and send-request, where it is that one.
 */
export interface Message {
  headers: HttpHeaders;
  setBody(bytes: Uint8Array): void;
  /** Responses only. */
  status?: number;
  reason?: string;
  /** Requests only. */
  method?: string;
}

export type MessageEdit = (call: Call, message: Message) => void | Promise<void>;

/** The edits that an element's children make, in order; children that are no edits (set-url, ...) are left to the caller. */
export function messageEdits(
  elements: readonly CompiledElement[],
  env: PolicyBuildEnvironment,
  place: "pipeline" | "return-response" = "pipeline",
): MessageEdit {
  const edits = elements.flatMap((element) => messageEdit(element, env, place) ?? []);
  return (call, message) => applyFrom(call, message, edits, 0);
}

function applyFrom(
  call: Call,
  message: Message,
  edits: readonly MessageEdit[],
  from: number,
): void | Promise<void> {
  for (let index = from; index < edits.length; index++) {
    const pending = edits[index]!(call, message);
    if (pending) return pending.then(() => applyFrom(call, message, edits, index + 1));
  }
}

/** The edit of one element; undefined for any other element. */
export function messageEdit(
  element: CompiledElement,
  env: PolicyBuildEnvironment,
  place: "pipeline" | "return-response" = "pipeline",
): MessageEdit | undefined {
  if (element.name === "set-header") return headerEdit(element, env);
  if (element.name === "set-body") return bodyEdit(element, env, place);
  if (element.name === "set-status") return statusEdit(element, env);
  if (element.name === "set-method") return methodEdit(element);
  return undefined;
}

/** https://learn.microsoft.com/azure/api-management/set-header-policy */
function headerEdit(element: CompiledElement, env: PolicyBuildEnvironment): MessageEdit {
  const name = required(element, "name", env);
  const action = element.attributes.get("exists-action");
  const values = valueBindings(element);
  const texts = literalTexts(values);
  if (name.kind === "literal" && action?.kind !== "expression" && texts) {
    const how = action?.value.toLowerCase() ?? "override";
    return (_call, message) => setHeader(message.headers, name.value, how, texts);
  }
  return (call, message) =>
    whenReady(call, [name, action, ...values], () => {
      const how = action ? textNow(call, action).toLowerCase() : "override";
      setHeader(
        message.headers,
        textNow(call, name),
        how,
        values.map((value) => textNow(call, value)),
      );
    });
}

function setHeader(headers: HttpHeaders, name: string, how: string, values: readonly string[]): void {
  if (how === "delete") headers.delete(name);
  else {
    headerName("set-header", name);
    for (const value of values) headerValue("set-header", value);
    if (how === "append") for (const value of values) headers.append(name, value);
    else if (how !== "skip" || !headers.has(name)) headers.set(name, values);
  }
}

/** Undefined when any of them is an expression. */
function literalTexts(bindings: readonly PolicyBinding[]): readonly string[] | undefined {
  const texts = bindings.flatMap((binding) => (binding.kind === "literal" ? binding.value : []));
  return texts.length === bindings.length ? texts : undefined;
}

export function valueBindings(element: CompiledElement): readonly PolicyBinding[] {
  return element.children
    .filter((child) => child.name === "value")
    .map((child) => child.text ?? { kind: "literal", value: "", place: child.place });
}

/** https://learn.microsoft.com/azure/api-management/set-body-policy */
function bodyEdit(
  element: CompiledElement,
  env: PolicyBuildEnvironment,
  place: "pipeline" | "return-response",
): MessageEdit {
  const template = literal(element, "template", env)?.toLowerCase();
  if (template === "liquid") return liquidEdit(element, env, place === "return-response");
  // Elements inside the body are text to it.
  const content: PolicyBinding | undefined =
    element.children.length > 0
      ? { kind: "literal", value: element.rawText.trim(), place: element.place }
      : element.text;
  if (content?.kind !== "expression") {
    const bytes = content ? Buffer.from(content.value) : emptyBody;
    return (_call, message) => message.setBody(bytes);
  }
  return (call, message) =>
    whenReady(call, [content], () => {
      const value = valueNow(call, content);
      if (isNull(value)) message.setBody(emptyBody);
      else message.setBody(toBytes(value) ?? Buffer.from(toText(value)));
    });
}

/**
 * Inside return-response a template finds an empty text as its body: the pipeline, and with it the body, has ended.
 * https://learn.microsoft.com/azure/api-management/set-body-policy#using-liquid-templates-with-set-body
 */
function liquidEdit(
  element: CompiledElement,
  env: PolicyBuildEnvironment,
  withoutBody: boolean,
): MessageEdit {
  const template = readTemplate(element, env);
  // The page takes no expressions here; what the schema lets pass is evaluated all the same.
  const [parseDate, nil] = ["parse-date", "xsi-nil"].map((name) => element.attributes.get(name));
  return async (call, message) => {
    if (!template) throw expressionFailure("The Liquid template cannot be read");
    const options = {
      parseDates: (await call.text(parseDate))?.trim().toLowerCase() !== "false",
      nil: (await call.text(nil))?.trim().toLowerCase() === "null" ? ("null" as const) : ("blank" as const),
      withoutBody,
    };
    if (!withoutBody) await sectionText(call);
    const body = reading("set-body", () => renderLiquid(template, call, options));
    message.setBody(Buffer.from(body));
  };
}

/** What is wrong with a template is a warning: that Azure reads it when it stores the document is not documented. */
function readTemplate(element: CompiledElement, env: PolicyBuildEnvironment): Template | undefined {
  const warn = (message: string, hint: string) =>
    env.problems.push({ code: "POLICY_TEMPLATE", severity: "warning", place: element.place, message, hint });
  try {
    const template = parseLiquid(element.rawText.trim());
    for (const name of template.unknownFilters) {
      const meant = pascalCase(name);
      warn(
        `API Management has no Liquid filter ${name}: what goes in comes out unchanged`,
        filterNames.includes(meant)
          ? `Write ${meant}: filters have their C# names here`
          : `Use one of ${filterNames.join(", ")}`,
      );
    }
    return template;
  } catch (error) {
    warn(
      `The Liquid template cannot be read: ${(error as Error).message}`,
      "Correct the template, or its calls fail; expressions such as @(...) are not part of Liquid",
    );
    return undefined;
  }
}

const pascalCase = (name: string) =>
  name.replace(/(?:^|_)([a-z])/g, (_match, letter: string) => letter.toUpperCase());

/** https://learn.microsoft.com/azure/api-management/set-status-policy */
function statusEdit(element: CompiledElement, env: PolicyBuildEnvironment): MessageEdit {
  const code = required(element, "code", env);
  const reason = element.attributes.get("reason");
  return (call, message) =>
    whenReady(call, [code, reason], () => {
      const status = statusCode("set-status", numberNow(call, code));
      const phrase = reason ? statusReason("set-status", textNow(call, reason)) : reasonPhrase(status);
      message.status = status;
      message.reason = phrase;
    });
}

/** https://learn.microsoft.com/azure/api-management/set-method-policy */
function methodEdit(element: CompiledElement): MessageEdit {
  const method = element.text;
  return (call, message) =>
    whenReady(call, [method], () => {
      if (method) message.method = httpMethod("set-method", textNow(call, method).trim().toUpperCase());
    });
}

/** A condition kept as a function, for policies that wait for it. */
export function condition(binding: PolicyBinding): (call: Call) => boolean | Promise<boolean> {
  return (call) => whenReady(call, [binding], () => conditionNow(call, binding));
}

/** A binding's value, a literal's included, once what it reads is in memory. */
export function boundValue(call: Call, binding: PolicyBinding) {
  return whenReady(call, [binding], () =>
    binding.kind === "literal" ? fromText(binding.value) : valueNow(call, binding),
  );
}
