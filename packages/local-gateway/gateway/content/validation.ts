import type { CompiledElement, PolicyBinding } from "@azure-genai-gateway/policy-language/document";
import { toText } from "@azure-genai-gateway/policy-language/expressions/values/values";
import { parseJson } from "@azure-genai-gateway/policy-language/expressions/library/json/reader";
import { textNow } from "../bindings";
import { PolicyFailure, type Call } from "../policy";
import { isRequestSection } from "./messageBody";

/** Let by, refuse, or only note. https://learn.microsoft.com/azure/api-management/validation-policies#actions */
export type ValidationAction = "ignore" | "prevent" | "detect";

/** One thing that is wrong; the names are Azure's. */
export interface ValidationError {
  readonly Name: string;
  readonly Type: string;
  readonly ValidationRule: string;
  readonly Details: string;
  readonly Action: ValidationAction;
}

/** An action now; anything unknown counts as "ignore". */
export function actionNow(
  call: Call,
  binding: PolicyBinding | undefined,
  inherited: ValidationAction = "ignore",
): ValidationAction {
  if (!binding) return inherited;
  const text = textNow(call, binding).toLowerCase();
  return text === "prevent" || text === "detect" ? text : "ignore";
}

/** What one policy found in one call. */
export class Findings {
  private readonly errors: ValidationError[] = [];

  constructor(private readonly policy: string) {}

  add(action: ValidationAction, error: Omit<ValidationError, "Action">): void {
    if (action !== "ignore") this.errors.push({ ...error, Action: action });
  }

  /**
   * Puts all errors into the variable, as a JArray (Microsoft does not name the type), and ends the call when one of
   * them is to be prevented: 400 for a request, 502 for an answer.
   */
  settle(call: Call, variable: string | undefined): void {
    if (this.errors.length === 0) return;
    if (variable !== undefined) {
      const known = call.context.variables.get(variable);
      const earlier = known === undefined ? [] : (JSON.parse(toText(known)) as ValidationError[]);
      call.context.variables.set(variable, parseJson(JSON.stringify([...earlier, ...this.errors]), false));
    }
    const prevented = this.errors.filter(({ Action }) => Action === "prevent");
    if (prevented.length === 0) return;
    throw new PolicyFailure(
      {
        source: this.policy,
        reason: prevented[0]!.ValidationRule,
        message: prevented.map(({ Details }) => Details).join(" "),
      },
      isRequestSection(call) ? 400 : 502,
    );
  }
}

/** The literal name of the variable for errors; policies of this kind allow no expression there. */
export function errorsVariable(element: CompiledElement): string | undefined {
  const binding =
    element.attributes.get("errors-variable-name") ?? element.attributes.get("error-variable-name");
  return binding?.kind === "literal" ? binding.value : undefined;
}
