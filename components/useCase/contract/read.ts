import { readFileSync, statSync } from "node:fs";
import { relative, resolve, sep } from "node:path";
import { ProblemsError, throwIfErrors, type Problem } from "@azure-genai-gateway/common/problem";
import { readYaml } from "@azure-genai-gateway/common/yaml";
import { schemaProblems, withoutLibrarysWords } from "../../config/schemaProblems";
import { locatorIn, type Locate } from "../../config/source";
import { contractChecks } from "./checks";
import { contractSchema, type Contract } from "./schema";

/** A contract, and where its keys stand, so that what is wrong with it elsewhere has a place too. */
export interface ContractFile {
  readonly contract: Contract;
  /** As the user would type it; undefined for a contract that a program has written. */
  readonly file?: string | undefined;
  readonly locate: Locate;
}

export interface ContractReading {
  /** Absent when any problem is an error. */
  readonly read?: ContractFile | undefined;
  readonly problems: readonly Problem[];
}

const nowhere: Locate = () => undefined;

/** Reads and checks one file. Never throws: a file that is not there is a problem too. */
export function readContract(path: string): ContractReading {
  const file = relative(process.cwd(), resolve(path)) || path;
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found?.isFile())
    return {
      problems: [
        {
          code: "CONTRACT_MISSING",
          severity: "error",
          message: found ? "That is a folder and no contract" : "There is no such file",
          hint: found
            ? "Name the files in it: BU/NAME/ENVIRONMENT.yaml"
            : "`azure-genai-gateway onboard new BU/NAME` writes one",
          place: { file, line: 1, column: 1 },
        },
      ],
    };
  return parseContract(readFileSync(path, "utf8"), file);
}

/** @param file as the user would type it; its last three names have to be those of the use case */
export function parseContract(text: string, file: string): ContractReading {
  const yaml = readYaml(text, file, "CONTRACT_YAML");
  if (yaml.problems.length > 0) return { problems: yaml.problems };
  const locate = locatorIn(yaml);
  // An empty file has no node to point at.
  return checkContract(
    yaml.value(),
    (path, target) => locate(path, target) ?? { file, line: 1, column: 1 },
    file,
  );
}

/** Checks a contract that a program has written. Throws a ProblemsError that lists every mistake. */
export function requireContract(raw: unknown): ContractFile {
  const { read, problems } = checkContract(raw, nowhere, undefined);
  if (!read) throw new ProblemsError("The contract has mistakes", problems);
  return read;
}

function checkContract(raw: unknown, locate: Locate, file: string | undefined): ContractReading {
  const result = contractSchema.safeParse(raw ?? {}, withoutLibrarysWords);
  const found = result.success ? [] : schemaProblems(result.error.issues, raw ?? {}, locate, contractSchema);
  const problems = [
    ...found,
    ...contractChecks(raw, locate),
    // Names that are none cannot be a path either: that would be told twice, with a name to take that is refused.
    ...(file === undefined || found.some(({ subject }) => subject?.startsWith("useCase"))
      ? []
      : pathProblems(raw, file, locate)),
  ].map((problem) => ({ ...problem, code: problem.code.replace(/^CONFIG_/, "CONTRACT_") }));
  if (!result.success || problems.some(({ severity }) => severity === "error")) return { problems };
  return { read: { contract: result.data, file, locate }, problems };
}

/** Who looks for a contract finds it by its names, and so does `onboard`. */
function pathProblems(raw: unknown, file: string, locate: Locate): readonly Problem[] {
  const useCase = (raw as { useCase?: Record<string, unknown> } | null)?.useCase ?? {};
  const parts = [useCase["businessUnit"], useCase["name"], useCase["environment"]];
  if (!parts.every((part) => typeof part === "string")) return [];
  const wanted = `${parts.join("/")}.yaml`;
  const given = resolve(file)
    .split(sep)
    .slice(-3)
    .join("/")
    .replace(/\.yml$/i, ".yaml");
  if (given.toLowerCase() === wanted.toLowerCase()) return [];
  return [
    {
      code: "CONTRACT_PATH",
      severity: "error",
      subject: "useCase",
      message: `The file is ${given}, and the contract is of ${parts.join("/")}`,
      hint: `Name the file ${wanted}, in the folder of contracts`,
      place: locate(["useCase"], "value"),
    },
  ];
}

/** Reads files, and throws one ProblemsError for all that is wrong with any of them. */
export function requireContracts(
  paths: readonly string[],
  onWarning: (warning: Problem) => void = () => undefined,
): readonly ContractFile[] {
  const readings = paths.map(readContract);
  const problems = readings.flatMap((reading) => reading.problems);
  throwIfErrors("Contracts have mistakes", problems);
  problems.forEach(onWarning);
  return readings.flatMap(({ read }) => read ?? []);
}
