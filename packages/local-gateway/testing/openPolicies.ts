import { VirtualClock } from "@azure-genai-gateway/common/clock";
import { ProblemsError } from "@azure-genai-gateway/common/problem";
import { seededRandom } from "@azure-genai-gateway/common/random";
import type { HttpHandler } from "@azure-genai-gateway/common/http";
import type { Estate } from "../estate/estate";
import { withFragments } from "../estate/fragments";
import { readPolicyDocument } from "../estate/policyDocuments";
import { prepareEstate, type PreparedEstate } from "../estate/prepareEstate";
import { readEstate } from "../estate/readEstate";
import { createLocalStack } from "../stack/stack";
import { checkOpenPolicies } from "./checkInput";
import { CoverageRecorder } from "./coverage";
import { GatewayUnderTest } from "./gatewayUnderTest";
import { inTestsWords } from "./hints";
import { Handlers } from "./hosts";
import { timeOf } from "./time";
import type { HostHandler, InlinePolicy, OpenPoliciesOptions, PolicyGateway } from "./types";

/** What a document that stands in the test itself is called in problems. */
const inlineFile = "<policy>";

/**
 * Opens policies for a test: a policy document, a folder of documents or in APIOps' layout, an ARM template, the output
 * of `terraform show -json`, or a document's text. Everything runs in this process, under a virtual clock: nothing is
 * called, nothing waits.
 * @param source path, or `{ policy: "<policies>..." }`
 * @throws ProblemsError with everything that is missing or wrong, each with file, line and column; what the options get wrong by its name
 */
export async function openPolicies(
  source: string | InlinePolicy,
  options: OpenPoliciesOptions = {},
): Promise<PolicyGateway> {
  checkOpenPolicies(source, options);
  const clock = new VirtualClock(options.now === undefined ? undefined : timeOf(options.now));
  const handlers = new Handlers(clock);
  const fragments = Object.entries(options.fragments ?? {}).map(
    ([id, text]) => [id, { file: `fragment ${id}`, text }] as const,
  );
  const estate = withFragments(read(source, options), new Map(fragments));
  const named = hostsOf(options.hosts ?? {}, handlers);
  const prepared = prepareEstate(estate, {
    clock,
    backends: named.backends,
    fallback: named.fallback,
    hosts: named.hosts,
    namedValues: new Map(Object.entries(options.namedValues ?? {})),
    service: options.service,
  });
  const coverage = new CoverageRecorder(prepared.deployment.resources);
  const gateway = new GatewayUnderTest({ clock, handlers, prepared, coverage, estate });
  gateway.serve(
    create(prepared, () =>
      createLocalStack(prepared.deployment, {
        ...prepared.stack,
        clock,
        random: seededRandom(options.seed ?? 1),
        ...gateway.hooks,
      }),
    ),
  );
  return gateway;
}

function read(source: string | InlinePolicy, { parameters }: OpenPoliciesOptions): Estate {
  if (typeof source !== "string") return readPolicyDocument(inlineFile, source.policy);
  return readEstate(source, { parameters: new Map(Object.entries(parameters ?? {})) });
}

/** Handlers by the names that tests give them, each behind a host of its own. */
function hostsOf(given: Readonly<Record<string, HostHandler>>, handlers: Handlers) {
  const hosts: Record<string, HttpHandler> = {};
  const backends = new Map<string, string>();
  let fallback: string | undefined;
  for (const [name, handler] of Object.entries(given)) {
    const host = handlers.host(name, handler);
    if (name === "default") {
      hosts["default.invalid"] = host;
      fallback = "https://default.invalid";
    } else if (/^[\w-]+(?:\.[\w-]+)+$/.test(name)) hosts[name.toLowerCase()] = host;
    else {
      const own = `${name.toLowerCase().replace(/[^\w-]/g, "-")}.backend.invalid`;
      hosts[own] = host;
      backends.set(name, `https://${own}`);
    }
  }
  return { hosts, backends, fallback };
}

/** Problems in the words of who writes the test. */
function create<T>(prepared: PreparedEstate, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    const problems = prepared.told(error.problems).map(inTestsWords);
    throw new ProblemsError("The policies cannot be opened", problems);
  }
}
