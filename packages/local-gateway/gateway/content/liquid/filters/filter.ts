import type { Scope } from "../scope";

/** What a filter declares of one parameter: `text`, `int`, `list` or `any`, its name in .NET, and its default. */
export interface Parameter {
  readonly type: "text" | "int" | "list" | "any";
  readonly name: string;
  readonly standard?: unknown;
}

export interface Filter {
  /** The first one is the input. */
  readonly parameters: readonly Parameter[];
  readonly apply: (scope: Scope, ...values: never[]) => unknown;
}

/** `text input, int length = 50`, as a C# method would declare it; defaults are JSON. */
export function filter(signature: string, apply: Filter["apply"]): Filter {
  const parameters = signature.split(/,\s*(?=\w+ \w)/).map((one): Parameter => {
    const [, type, name, standard] = /^(\w+) (\w+)(?: = (.*))?$/.exec(one)!;
    const parameter = { type: type as Parameter["type"], name: name! };
    return standard === undefined ? parameter : { ...parameter, standard: JSON.parse(standard) as unknown };
  });
  return { parameters, apply };
}
