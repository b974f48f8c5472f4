import { ProblemsError, type Problem } from "@azure-genai-gateway/common/problem";
import { apiNames, packageProviders, packageProvidersAnd, type ProviderDefinition, type Providers } from ".";

/**
 * The package's providers with a program's own beside them. Throws a ProblemsError with all that is wrong with them:
 * PROVIDER_NAME, PROVIDER_TAKEN, PROVIDER_ENDPOINT, PROVIDER_HEADER, PROVIDER_AUTH.
 */
export function providersWith(own: readonly ProviderDefinition[] = []): Providers {
  if (own.length === 0) return packageProviders;
  const taken = new Set([
    ...Object.keys(packageProviders.facts),
    ...Object.keys(packageProviders.apis),
    ...apiNames,
  ]);
  const problems = own.flatMap((definition, index) => {
    const found = problemsOf(definition, `providers[${index}]`);
    if (taken.has(definition.name))
      found.push({
        ...{ code: "PROVIDER_TAKEN", severity: "error", subject: `providers[${index}].name` },
        message: `There is a provider or an API "${definition.name}" already`,
        hint: "Give yours another name",
      });
    taken.add(definition.name);
    return found;
  });
  if (problems.length > 0) throw new ProblemsError("The providers have mistakes", problems);
  return packageProvidersAnd(own);
}

/** What one definition alone can tell. A program in JavaScript has no types that would. */
function problemsOf(definition: ProviderDefinition, subject: string): Problem[] {
  const { name, endpoint, auth, keyHeader, accountHeaders = [], api } = definition;
  const problems: Problem[] = [];
  const expect = (sound: boolean, code: string, key: string, message: string, hint: string) => {
    if (!sound) problems.push({ code, severity: "error", subject: `${subject}.${key}`, message, hint });
  };
  expect(
    /^[a-z](?:-?[a-z0-9])*$/.test(name) && name.length <= 24,
    "PROVIDER_NAME",
    "name",
    `"${name}" cannot be the name of an API and of a folder`,
    "Write lower-case letters, digits and single hyphens, starting with a letter, at most 24 characters",
  );
  expect(
    endpoint === undefined || /^https:\/\/[^\s/:?#@]+(:\d+)?(\/[^\s?#]*)?$/.test(endpoint),
    "PROVIDER_ENDPOINT",
    "endpoint",
    `"${endpoint ?? ""}" is no base of URLs`,
    "Write a URL such as https://api.example.com, without a query",
  );
  for (const [key, header] of [
    ["keyHeader", keyHeader],
    ["api.key.header", api.key.header],
    ...(api.errorTypeHeader === undefined ? [] : [["api.errorTypeHeader", api.errorTypeHeader] as const]),
    ...accountHeaders.map((each, index) => [`accountHeaders[${index}]`, each] as const),
    ...(api.secretHeaders ?? []).map((each, index) => [`api.secretHeaders[${index}]`, each] as const),
  ] as const)
    expect(
      /^[A-Za-z][A-Za-z0-9-]*$/.test(header),
      "PROVIDER_HEADER",
      key,
      `"${header}" is no name of a header`,
      "Write letters, digits and hyphens",
    );
  expect(
    auth.length > 0 && auth.every((kind) => kind === "apiKey" || kind === "none"),
    "PROVIDER_AUTH",
    "auth",
    auth.length > 0
      ? "The managed identity signs on to Azure's accounts alone, and AWS's signature is made for Bedrock alone"
      : "No way to sign on is named",
    "Write apiKey or none, or both, the usual one first",
  );
  return problems;
}
