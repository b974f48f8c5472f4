import { pathToFileURL } from "node:url";
import { isAbsolute } from "node:path";
import { formatProblem } from "@azure-genai-gateway/common/problem";
import { rules, type LintProblem } from "../lint";

export type ReportFormat = "text" | "json" | "sarif";

/** The findings as text for people and editors, as JSON, or as SARIF 2.1.0 for code scanning. */
export function report(problems: readonly LintProblem[], files: number, format: ReportFormat): string {
  switch (format) {
    case "json":
      return `${JSON.stringify(problems, undefined, 2)}\n`;
    case "sarif":
      return `${JSON.stringify(sarif(problems), undefined, 2)}\n`;
    case "text":
      return problems.map((problem) => `${formatProblem(problem)}\n`).join("") + summary(problems, files);
  }
}

function summary(problems: readonly LintProblem[], files: number): string {
  const errors = problems.filter(({ severity }) => severity === "error").length;
  const count = (number: number, one: string) => `${number} ${one}${number === 1 ? "" : "s"}`;
  return `${count(files, "document")}: ${count(errors, "error")}, ${count(problems.length - errors, "warning")}\n`;
}

/** https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html */
function sarif(problems: readonly LintProblem[]) {
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "azure-genai-gateway",
            informationUri: "https://learn.microsoft.com/azure/api-management/api-management-policies",
            rules: ruleDescriptions(problems),
          },
        },
        columnKind: "utf16CodeUnits",
        results: problems.map(result),
      },
    ],
  };
}

function ruleDescriptions(problems: readonly LintProblem[]) {
  const described = new Map(rules.map((rule) => [rule.code, rule]));
  return [...new Set(problems.map(({ code }) => code))].map((code) => {
    const rule = described.get(code);
    if (!rule) return { id: code };
    return {
      id: code,
      shortDescription: { text: rule.title },
      fullDescription: { text: rule.why },
      helpUri: rule.docs,
    };
  });
}

function result(problem: LintProblem) {
  const { code, severity, message, hint, place, fix } = problem;
  return {
    ruleId: code,
    level: severity,
    message: { text: hint === undefined ? message : `${message}: ${hint}` },
    ...(place && {
      locations: [{ physicalLocation: { artifactLocation: artifact(place.file), region: region(place, 0) } }],
    }),
    ...(fix && {
      fixes: [
        {
          description: { text: fix.does },
          artifactChanges: [
            {
              artifactLocation: artifact(fix.place.file),
              replacements: [
                { deletedRegion: region(fix.place, fix.length), insertedContent: { text: fix.text } },
              ],
            },
          ],
        },
      ],
    }),
  };
}

const artifact = (file: string) => ({
  uri: isAbsolute(file) ? pathToFileURL(file).href : encodeURI(file.replaceAll("\\", "/")),
});

const region = ({ line, column }: { line: number; column: number }, length: number) => ({
  startLine: line,
  startColumn: column,
  endLine: line,
  endColumn: column + length,
});
