import { loadCatalogue, packageCatalogue, type Catalogue } from "@azure-genai-gateway/catalogue";
import { ProblemsError, type Problem } from "@azure-genai-gateway/common/problem";
import { admit, unrefused } from "./admit";
import { crossChecks } from "./crossChecks";
import { salvage } from "./salvage";
import { packageProviders, type Providers } from "../providers";
import { configSchemaOf, type GatewayConfig } from "./schema";
import { schemaProblems, withoutLibrarysWords } from "./schemaProblems";
import { withSize } from "./sizes";
import { keysOf } from "./schema/navigate";
import { locatorOf, type ConfigSource } from "./source";
import { strayKeys } from "./strayKeys";
import { unquotedValues } from "./unquoted";

export interface ConfigReading {
  /** Absent when any problem is an error. */
  readonly config?: GatewayConfig;
  /** Everything that is wrong, in the order of the file where there is one. */
  readonly problems: readonly Problem[];
}

/**
 * Checks a stack's config and puts the defaults in. Never throws: what is wrong comes back as problems, each with
 * the key's full name and, when `source` is given, file, line and column.
 * @param raw the config as the stack file has it, keys without the project's name; where nothing is planned from a text
 *   (see GatewayConfigInput) it may be an output, which is checked when it resolves
 * @param catalogue models, sizes and regions; default: the package's, with the working directory's own over it
 * @param providers whom a backend may name; default: those of the package
 */
export function parseGatewayConfig(
  raw: unknown,
  source?: ConfigSource,
  catalogue?: Catalogue,
  providers: Providers = packageProviders,
): ConfigReading {
  const known = catalogue ? { catalogue, problems: [] } : workingCatalogue();
  const locate = locatorOf(source);
  const schema = configSchemaOf(providers);
  const admitted = admit(raw, locate, schema);
  const sized = withSize(admitted.raw, known.catalogue);
  const result = schema.safeParse(sized, withoutLibrarysWords);
  const issues = unrefused(result.success ? [] : result.error.issues, admitted);
  const unquoted = source ? unquotedValues(source) : [];
  const misread = new Set(unquoted.map(({ subject }) => subject));
  const ofSchema = schemaProblems(issues, sized, locate, schema);
  const ofValues = [
    ...admitted.problems,
    ...unquoted,
    ...ofSchema.filter(({ subject }) => !misread.has(subject)),
  ];
  const told = ofValues.map(({ subject }) => subject);
  const problems = [
    ...ofValues,
    // What is wrong in itself is not missing.
    ...crossChecks(salvage(sized, issues), locate, known.catalogue, providers).filter(
      ({ code, subject }) =>
        !misread.has(subject) &&
        !(missing.has(code) && told.some((one) => one === subject || one?.startsWith(`${subject}.`))) &&
        !(byProvider.has(code) && told.includes(providerOf(subject))),
    ),
    ...known.problems,
    ...(source ? strayKeys(source, keysOf(schema)) : []),
  ].sort(byPlace);
  const failed = problems.some(({ severity }) => severity === "error");
  return { config: result.success && !failed ? result.data : undefined, problems };
}

/**
 * As {@link parseGatewayConfig}, for callers that cannot go on without a config. Throws a ProblemsError.
 * @param onWarning told of what is no mistake but had better be known
 * @param providers whom a backend may name; default: those of the package
 */
export function requireGatewayConfig(
  raw: unknown,
  source?: ConfigSource,
  onWarning: (warning: Problem) => void = () => undefined,
  providers: Providers = packageProviders,
): GatewayConfig {
  const { config, problems } = parseGatewayConfig(raw, source, undefined, providers);
  if (!config) throw new ProblemsError("The stack's config has mistakes", problems);
  problems.forEach(onWarning);
  return config;
}

const missing = new Set([
  "CONFIG_REQUIRED",
  "CONFIG_PTU_WITHOUT_CAPACITY",
  "CONFIG_AUTH_MISSING",
  "CONFIG_ENDPOINT_MISSING",
]);

/** What is wrong for one provider and right for another: nothing of it is known where the provider cannot be read. */
const byProvider = new Set([
  "CONFIG_REQUIRED",
  "CONFIG_PTU_WITHOUT_CAPACITY",
  "CONFIG_PROVIDER_KIND",
  "CONFIG_PROVIDER_KEY",
  "CONFIG_AUTH_PROVIDER",
  "CONFIG_AUTH_MISSING",
  "CONFIG_ENDPOINT_PROVIDER",
  "CONFIG_ENDPOINT_MISSING",
  "CONFIG_ENDPOINT_MIX",
  "CONFIG_MODEL_PROVIDER",
  "CONFIG_MODEL_UNREACHED",
]);

/** The key that says whose models the backend has which a problem is about. */
function providerOf(subject: string | undefined): string {
  return `${/^.*?backends\[\d+\]/.exec(subject ?? "")?.[0] ?? ""}.provider`;
}

/** A catalogue.yaml that cannot be read is a mistake among others. */
function workingCatalogue(): { readonly catalogue: Catalogue; readonly problems: readonly Problem[] } {
  try {
    return { catalogue: loadCatalogue(), problems: [] };
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    return { catalogue: packageCatalogue(), problems: error.problems };
  }
}

function byPlace(left: Problem, right: Problem): number {
  if (!left.place || !right.place || left.place.file !== right.place.file) return 0;
  return left.place.line - right.place.line || left.place.column - right.place.column;
}
