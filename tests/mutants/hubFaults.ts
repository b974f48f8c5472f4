import type { Mutant } from "./mutant";

/** Faults of the AI hub gateway that are not to be copied, each copied: the tests below tests/endToEnd/hubFaults notice. */
export const hubFaults: readonly Mutant[] = [
  {
    name: "hub 1: what no memory knows is let through",
    file: "policies/fragments/find-stored.xml",
    from: 'if (id != "" && holder[0] == "")\n',
    to: 'if (id != "" && holder[0] == "" && param != "previous_response_id")\n',
    tests: ["tests/endToEnd/hubFaults/ownership.test.ts"],
  },
  {
    name: "hub 1: a stream has no owner",
    file: "policies/fragments/find-stored.xml",
    from: "if (!$[stampedOperations].Contains(context.Operation.Id) || ",
    to: 'if ((bool)context.Variables["genai-stream"] || !$[stampedOperations].Contains(context.Operation.Id) || ',
    tests: ["tests/endToEnd/hubFaults/ownership.test.ts"],
  },
  {
    name: "hub 1: whoever is the first to ask owns what is found",
    file: "policies/fragments/find-stored.xml",
    from: ' || metadata["genai_owner"].ToString() != (string)context.Variables["genai-owner"]',
    to: "",
    tests: ["tests/endToEnd/hubFaults/ownership.test.ts", "tests/endToEnd/tenants/tenants.test.ts"],
  },
  {
    name: "hub 2: the v1 API's calls go on to services of other wire formats",
    file: "components/backendPlan.ts",
    from: 'const v1 = of("openAiV1");',
    to: "const v1 = backends;",
    tests: ["tests/endToEnd/hubFaults/formats.test.ts"],
  },
  {
    name: "hub 2: a model's name is put into bodies of formats that have none",
    file: "components/genAiApi/providerParameters.ts",
    from: "...backends,\n  ].flatMap(",
    to: "...all.map((one) => ({ ...one, format: 'openAiV1' })),\n  ].flatMap(",
    tests: ["tests/endToEnd/hubFaults/formats.test.ts"],
  },
  {
    name: "hub 3: the name of a named value goes out as the key",
    file: "components/genAiApi/backends.ts",
    from: "${auth.prefix}{{${names.providerNamedValue}${id}-key}}",
    to: "${auth.prefix}${names.providerNamedValue}${id}-key",
    tests: ["tests/endToEnd/hubFaults/credentials.test.ts"],
  },
  {
    name: "hub 4: the retry reads the status of an answer that is not there",
    file: "policies/fragments/forward-to-backends.xml",
    from: "&& (context.Response == null\n            || context.Response.StatusCode >= 500",
    to: "&& (context.Response.StatusCode >= 500",
    tests: ["tests/endToEnd/hubFaults/noAnswer.test.ts"],
  },
  {
    name: "hub 4: a 429 opens a breaker",
    file: "components/backendPlan.ts",
    from: "statusCodeRanges: [{ min: 500, max: 599 }]",
    to: "statusCodeRanges: [{ min: 429, max: 429 }, { min: 500, max: 599 }]",
    tests: ["tests/endToEnd/hubFaults/noAnswer.test.ts"],
  },
  {
    name: "hub 7: a call parses a table of models",
    file: "policies/fragments/balance-weighted.xml",
    from: "var groups = new JArray();",
    to: "var groups = new JArray(); var table = JObject.Parse(\"{'gpt-4.1':['more']}\");",
    tests: ["tests/endToEnd/hubFaults/tables.test.ts"],
  },
  {
    name: "hub 7: a call looks through a list of models",
    file: "components/genAiApi/parameters.ts",
    from: "const cases = [...new Set(withoutV1(plan).map((name) => name.toLowerCase()))].map(\n    (name) => `case ${csharpText(name)}:`,\n  );",
    to: 'if (withoutV1(plan).length > 0) return `if (new [] { ${withoutV1(plan).map((name) => csharpText(name)).join(", ")} }.Contains((string)context.Variables["genai-deployment"])) { prefix = ""; }`;\n  const cases: string[] = [];',
    tests: ["tests/endToEnd/hubFaults/tables.test.ts"],
  },
];
