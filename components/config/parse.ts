import { ProblemsError, type Problem } from "../../common/problem";
import { admit } from "./admit";
import { crossChecks } from "./crossChecks";
import { salvage } from "./salvage";
import { gatewayConfigSchema, type GatewayConfig } from "./schema";
import { schemaProblems } from "./schemaProblems";
import { locatorOf, type ConfigSource } from "./source";

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
 */
export function parseGatewayConfig(raw: unknown, source?: ConfigSource): ConfigReading {
  const locate = locatorOf(source);
  const admitted = admit(raw, locate);
  const result = gatewayConfigSchema.safeParse(admitted.raw);
  const issues = (result.success ? [] : result.error.issues).filter(
    ({ path }) => !admitted.refused.some((refused) => refused.every((part, depth) => part === path[depth])),
  );
  const problems = [
    ...admitted.problems,
    ...schemaProblems(issues, admitted.raw, locate),
    ...crossChecks(salvage(admitted.raw, issues), locate),
  ].sort(byPlace);
  const failed = problems.some(({ severity }) => severity === "error");
  return { config: result.success && !failed ? result.data : undefined, problems };
}

/**
 * As {@link parseGatewayConfig}, for callers that cannot go on without a config. Throws a ProblemsError.
 * @param onWarning told of what is no mistake but had better be known
 */
export function requireGatewayConfig(
  raw: unknown,
  source?: ConfigSource,
  onWarning: (warning: Problem) => void = () => undefined,
): GatewayConfig {
  const { config, problems } = parseGatewayConfig(raw, source);
  if (!config) throw new ProblemsError("The stack's config has mistakes", problems);
  problems.forEach(onWarning);
  return config;
}

function byPlace(left: Problem, right: Problem): number {
  if (!left.place || !right.place) return 0;
  return left.place.line - right.place.line || left.place.column - right.place.column;
}
