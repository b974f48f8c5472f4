import { define } from "../../types/registry";

type Callable = (...args: unknown[]) => unknown;
const call = (target: Callable, ...args: unknown[]) => target(...args);

/** As many parameters as Func and Action take at most. */
const most = 16;
const list = (count: number, write: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => write(index)).join(", ");

define("System", "class Delegate", {});
for (let count = 0; count <= most; count++) {
  const types = list(count, (index) => `T${index}`);
  const params = list(count, (index) => `T${index} arg${index}`);
  define("System", `delegate Action${count ? `<${types}>` : ""}`, { [`void Invoke(${params})`]: call });
  define("System", `delegate Func<${types ? `${types}, ` : ""}TResult>`, {
    [`TResult Invoke(${params})`]: call,
  });
}
define("System", "delegate Predicate<T>", { "bool Invoke(T obj)": call });
define("System", "delegate Comparison<T>", { "int Invoke(T x, T y)": call });
define("System", "delegate Converter<TInput, TOutput>", { "TOutput Invoke(TInput input)": call });
