import { type Problem, ProblemsError } from "@azure-genai-gateway/common/problem";
import type { Deployment } from "@azure-genai-gateway/common/resource";
import type { LocalStackOptions } from "../stack/stack";
import { completeEstate } from "./completeEstate";
import { backendAddress } from "./echo";
import type { Estate } from "./estate";
import type { OpenIdProvider } from "./openIdProvider";
import { outside, type OutsideOptions, wrongAddresses } from "./outside";

export interface PrepareOptions extends OutsideOptions {
  readonly namedValues?: ReadonlyMap<string, string>;
  readonly service?: string;
}

/** What a local stack needs to serve an estate. */
export interface PreparedEstate {
  readonly deployment: Deployment;
  readonly stack: Pick<LocalStackOptions, "service" | "redirects" | "openAccounts" | "hosts" | "providers">;
  /** The origin that may be called for a host that nothing here stands for. */
  readonly elsewhere: (url: URL) => string | undefined;
  readonly problems: readonly Problem[];
  /** Whose tokens the policies accept. */
  readonly openId: OpenIdProvider;
  /** Problems of the gateway in the words of who runs an estate, at their place in its files. */
  told(problems: readonly Problem[]): readonly Problem[];
}

/** Makes an estate ready to be served. @throws ProblemsError with everything that is wrong with options or estate */
export function prepareEstate(estate: Estate, options: PrepareOptions): PreparedEstate {
  const complete = completeEstate(withDefaultBackend(estate, options), options);
  const found = [...wrongAddresses(options), ...complete.problems].map((problem) => estate.locate(problem));
  if (found.some(({ severity }) => severity === "error"))
    throw new ProblemsError("The estate cannot be served", found);
  const { service, resources, documents } = complete;
  const { redirects, hosts, elsewhere, openId, problems } = outside({ ...options, resources, documents });
  return {
    deployment: { project: "estate", stack: service, resources, outputs: {} },
    stack: { service, redirects, openAccounts: "all", hosts, providers: { real: options.allowHosts } },
    elsewhere,
    problems: [...found, ...echoed(estate, options), ...problems.map((problem) => estate.locate(problem))],
    openId,
    told: (told) => told.map((problem) => estate.locate(inOurWords(problem))),
  };
}

/** The API of a lone document has no backend of its own: what comes by it is shown to whoever calls. */
function withDefaultBackend(estate: Estate, { fallback }: PrepareOptions): Estate {
  const lone = estate.form === "policy document" || estate.form === "folder of policy documents";
  if (!lone) return estate;
  const serviceUrl = backendAddress(fallback ?? "echo");
  const resources = estate.resources.map((resource) =>
    resource.type.endsWith(":Api") ? { ...resource, inputs: { ...resource.inputs, serviceUrl } } : resource,
  );
  return { ...estate, resources };
}

function echoed({ form, files }: Estate, { fallback }: PrepareOptions): readonly Problem[] {
  if (fallback !== undefined || (form !== "policy document" && form !== "folder of policy documents"))
    return [];
  return [
    {
      code: "BACKEND_MISSING",
      severity: "warning",
      place: { file: files[0] ?? "", line: 1, column: 1 },
      message: "No backend is given: what the policies would send there comes back to whoever calls",
      hint: "Say where it is: --backend http://127.0.0.1:5000",
    },
  ];
}

/** The next step is another one for who runs files than for who writes a program. */
function inOurWords(problem: Problem): Problem {
  const name = problem.missing ?? "NAME";
  switch (problem.code) {
    case "POLICY_UNKNOWN_NAMED_VALUE":
      return {
        ...problem,
        hint: `Write a line "${name}: value" into a file, and name the file by --named-values`,
      };
    case "POLICY_UNKNOWN_BACKEND":
      return {
        ...problem,
        hint: `Say where it is: --backend ${name}=http://127.0.0.1:5000, or --backend ${name}=echo`,
      };
    case "POLICY_UNKNOWN_FRAGMENT":
      return {
        ...problem,
        hint: `Put its document beside this one as ${name}.xml, or name it by --fragment ${name}=FILE`,
      };
    default:
      return problem;
  }
}
