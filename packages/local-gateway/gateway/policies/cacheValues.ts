import { literal, required } from "../attributes";
import { numberNow, textNow, valueNow, whenReady } from "../bindings";
import type { PolicyDefinition } from "../policy";

/**
 * The three policies of the key-value cache. The local gateway has one cache: `caching-type` (default prefer-external)
 * makes no difference, as on a service without an external one.
 */

/**
 * Puts a cached value into a variable. On a miss the variable is set to `default-value`; without one it is left alone.
 * https://learn.microsoft.com/azure/api-management/cache-lookup-value-policy
 */
export const cacheLookupValue: PolicyDefinition = {
  name: "cache-lookup-value",
  build(element, env) {
    const key = required(element, "key", env);
    required(element, "variable-name", env);
    const variable = literal(element, "variable-name", env) ?? "";
    const fallback = element.attributes.get("default-value");
    return {
      name: element.name,
      run: (call) =>
        whenReady(call, [key, fallback], () => {
          const cached = call.gateway.cache.get(textNow(call, key));
          if (cached !== undefined) call.context.variables.set(variable, cached);
          else if (fallback) call.context.variables.set(variable, valueNow(call, fallback));
        }),
    };
  },
};

/**
 * Keeps a value for `duration` seconds; it comes back with the type it had.
 * https://learn.microsoft.com/azure/api-management/cache-store-value-policy
 */
export const cacheStoreValue: PolicyDefinition = {
  name: "cache-store-value",
  build(element, env) {
    const key = required(element, "key", env);
    const value = required(element, "value", env);
    const duration = required(element, "duration", env);
    return {
      name: element.name,
      run: (call) =>
        whenReady(call, [key, value, duration], () =>
          call.gateway.cache.set(textNow(call, key), valueNow(call, value), numberNow(call, duration)),
        ),
    };
  },
};

/** https://learn.microsoft.com/azure/api-management/cache-remove-value-policy */
export const cacheRemoveValue: PolicyDefinition = {
  name: "cache-remove-value",
  build(element, env) {
    const key = required(element, "key", env);
    return {
      name: element.name,
      run: (call) => whenReady(call, [key], () => call.gateway.cache.delete(textNow(call, key))),
    };
  },
};
