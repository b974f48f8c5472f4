import { toInt } from "../conversions";
import type { Scope } from "../scope";
import { HeaderValues, isConvertible, isNone, itemsOf, LiquidError, textOf, typeName } from "../values";
import type { Filter, Parameter } from "./filter";
import { listFilters } from "./lists";
import { numberFilters } from "./numbers";
import { textFilters } from "./texts";

/**
 * The filters of Microsoft's list: DotLiquid 2.0's, by their C# names.
 * https://learn.microsoft.com/azure/api-management/set-body-policy#supported-liquid-filters
 */
export const filters: Readonly<Record<string, Filter>> = { ...textFilters, ...numberFilters, ...listFilters };

export const findFilter = (name: string): Filter | undefined =>
  Object.hasOwn(filters, name) ? filters[name] : undefined;

/** As DotLiquid calls a method: what is missing gets its default, what is of another type is converted. */
export function invoke(name: string, { parameters, apply }: Filter, given: unknown[], scope: Scope): unknown {
  if (given.length > parameters.length) throw new LiquidError("Parameter count mismatch.");
  const values = parameters.map((parameter, at) => {
    if (at < given.length) return argument(parameter, given[at], scope);
    if (parameter.standard === undefined)
      throw new LiquidError(
        `Error - Filter '${name}' does not have a default value for '${parameter.name}' and no value was supplied`,
        true,
      );
    return parameter.standard;
  });
  const result = apply(scope, ...(values as never[]));
  scope.work.step();
  if (typeof result === "string") scope.work.grow(result.length);
  return result;
}

function argument({ type }: Parameter, value: unknown, { work }: Scope): unknown {
  if (type === "any") return value ?? null;
  if (isNone(value)) return type === "int" ? 0 : null;
  if (type === "list") return itemsOf(value, work) ?? mismatch(value, "System.Collections.IEnumerable");
  if (value instanceof HeaderValues && type === "text") return textOf(value);
  if (!isConvertible(value)) return mismatch(value, type === "int" ? "System.Int32" : "System.String");
  return type === "int" ? toInt(value) : textOf(value);
}

function mismatch(value: unknown, type: string): never {
  throw new LiquidError(`Object of type '${typeName(value)}' cannot be converted to type '${type}'.`);
}
