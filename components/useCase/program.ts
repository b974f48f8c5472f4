import { existsSync, readdirSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import {
  formatProblem,
  ProblemsError,
  throwIfErrors,
  type Problem,
} from "@azure-genai-gateway/common/problem";
import { UseCaseCommons } from "./commons";
import { requireContracts, type ContractFile } from "./contract/read";
import { agreeMirrors } from "./mirrors";
import { publishProblems } from "./publishChecks";
import { agree, type AgreedContract } from "./hubChecks";
import { dollarsAMonth, tokensAsked } from "./hubLimits";
import { hubOfStack, requireHub } from "./hubOfStack";
import type { Hub } from "./hubSchema";
import { misspelt } from "./contract/misspelt";
import { contractNames } from "./names";
import { UseCase, type GrantedService } from "./useCase";

export interface ContractsOutputs {
  /** By `BU/NAME/ENV`. */
  readonly useCases: Readonly<
    Record<
      string,
      {
        readonly productId: string;
        readonly endpoints: pulumi.Output<Readonly<Record<string, string>>>;
        readonly models: Readonly<Record<string, readonly string[]>>;
        /** Only where the contract names some. */
        readonly services?: Readonly<Record<string, GrantedService>>;
        /** What the contract may take at most. */
        readonly asked: Asked;
      }
    >
  >;
  /** The active key of each, by `BU/NAME/ENV`. Secret. */
  readonly keys: pulumi.Output<Record<string, string>>;
}

/** What one contract may take at most; null: as much as there is. */
export interface Asked {
  /** In a minute, all models together. */
  readonly tokensPerMinute: number | null;
  /** In a minute, of each model. */
  readonly ofModels: Readonly<Record<string, number | null>>;
  /** In 30 days. */
  readonly dollars: number | null;
}

type Gateway = NonNullable<ContractFile["contract"]["gateway"]>;

/**
 * A Pulumi program that takes use cases on board by files. Its config has `files`, a list of paths in which * stands for any
 * name (default: every file of the folder that has the stack's name as environment), `gateway`, which holds for contracts
 * that name none, and `onlyGateway`, which holds for all. Warns where there is no contract, and throws one ProblemsError for
 * all that is wrong with any.
 */
export async function declareContracts(directory: string = process.cwd()): Promise<ContractsOutputs> {
  const config = new pulumi.Config();
  const warn = (warning: Problem) => void pulumi.log.warn(formatProblem(warning));
  const environment = pulumi.getStack();
  const ofEnvironment = [`*/*/${environment}.yaml`, `*/*/${environment}.yml`];
  const named = filesOf(config);
  if (!named) throwIfErrors("Contracts have mistakes", inAnotherCase(directory, environment));
  const paths = expandAll(directory, named ?? ofEnvironment);
  if (paths.length === 0) warn(noContract(directory, environment));
  const files = requireContracts(paths, warn);
  const gateways = new Gateways(config.get("onlyGateway"), config.get("gateway"));
  const withHubs: {
    readonly file: ContractFile;
    readonly hub: Hub;
    readonly mirrors: readonly (Hub | undefined)[];
  }[] = [];
  const problems: Problem[] = [];
  for (const file of files) {
    const hub = await gateways.hubOf(file, problems);
    const mirrors = await gateways.mirrorsOf(file, problems);
    if (hub) withHubs.push({ file: gateways.isOnly ? withoutMirrors(file) : file, hub, mirrors });
  }
  const agreed = withHubs.map(({ file, hub }) => agree(file, hub, problems));
  for (const { file, hub, mirrors } of withHubs) agreeMirrors(file, hub, mirrors, problems);
  problems.push(...namedTwice(withHubs));
  problems.push(...publishProblems(withHubs.map(({ file }, index) => ({ file, agreed: agreed[index]! }))));
  throwIfErrors("The gateway cannot take the contracts", problems);
  const commons = new UseCaseCommons("contracts");
  const useCases = withHubs.map(
    ({ file, hub, mirrors }) =>
      new UseCase(contractNames(file.contract).product, {
        ...{ contract: file, hub, commons },
        mirrors: mirrors.filter((one) => one !== undefined),
      }),
  );
  return {
    useCases: Object.fromEntries(
      useCases.map(({ useCase, productId, endpoints, models, services }, index) => [
        useCase,
        {
          ...{ productId, endpoints, models, asked: askedBy(agreed[index]!) },
          ...(Object.keys(services).length > 0 ? { services } : {}),
        },
      ]),
    ),
    keys: pulumi.secret(pulumi.all(Object.fromEntries(useCases.map(({ useCase, key }) => [useCase, key])))),
  };
}

function filesOf(config: pulumi.Config): readonly string[] | undefined {
  const files: unknown = config.getObject("files");
  if (files === undefined) return undefined;
  const isPath = (file: unknown): file is string => typeof file === "string" && file !== "";
  if (Array.isArray(files) && files.every(isPath)) return files;
  throw new ProblemsError("The contracts cannot be found", [
    {
      ...{ code: "CONTRACT_FILES", severity: "error", subject: `${pulumi.getProject()}:files` },
      message: "That is no list of paths",
      hint: 'Write it by `pulumi config set --path "files[0]" BU/NAME/ENVIRONMENT.yaml`, or take the key out',
    },
  ]);
}

function askedBy({ contract, grants }: AgreedContract): Asked {
  const { budget } = contract;
  const most = tokensAsked(contract) ?? null;
  const ofModels = new Map<string, number | null>();
  for (const { models, tokensPerMinute } of grants)
    for (const model of models) {
      const before = ofModels.get(model);
      const sum = before === null || tokensPerMinute === undefined ? null : (before ?? 0) + tokensPerMinute;
      ofModels.set(model, sum);
    }
  const within = (tokens: number | null) =>
    tokens === null || most === null ? (tokens ?? most) : Math.min(tokens, most);
  return {
    tokensPerMinute: most,
    ofModels: Object.fromEntries([...ofModels].map(([model, tokens]) => [model, within(tokens)])),
    dollars: budget ? dollarsAMonth(budget) : null,
  };
}

const withoutMirrors = (file: ContractFile): ContractFile => ({
  ...file,
  contract: { ...file.contract, mirror: [] },
});

/** The gateways that contracts name, each read once. */
class Gateways {
  readonly #hubs = new Map<string, Promise<Hub | undefined>>();

  constructor(
    private readonly only: string | undefined,
    private readonly usual: string | undefined,
  ) {}

  /** Whether one gateway stands for all that contracts name. */
  get isOnly(): boolean {
    return this.only !== undefined;
  }

  hubOf({ contract, locate }: ContractFile, problems: Problem[]): Promise<Hub | undefined> {
    return this.#find(this.only ?? contract.gateway ?? this.usual, locate(["gateway"], "value"), problems);
  }

  /** In the contract's order; undefined where one cannot be read, which has been told then. */
  async mirrorsOf(
    { contract, locate }: ContractFile,
    problems: Problem[],
  ): Promise<readonly (Hub | undefined)[]> {
    if (this.isOnly) return [];
    return Promise.all(
      contract.mirror.map(({ gateway }, index) =>
        this.#find(gateway, locate(["mirror", index], "value"), problems),
      ),
    );
  }

  async #find(
    gateway: Gateway | string | undefined,
    place: Problem["place"],
    problems: Problem[],
  ): Promise<Hub | undefined> {
    if (gateway === undefined) {
      problems.push({
        ...{ code: "CONTRACT_GATEWAY", severity: "error", subject: "gateway", place },
        message: "The contract names no gateway",
        hint: "Write gateway: { stack: ORGANIZATION/azure-genai-gateway/STACK }, or set the config key gateway of the program of contracts",
      });
      return undefined;
    }
    const stack = stackOf(gateway);
    if (stack === undefined) return requireHub(gateway, "gateway");
    const known = this.#hubs.get(stack) ?? this.#read(stack, place, problems);
    this.#hubs.set(stack, known);
    return known;
  }

  /** @param place in the first contract that names the stack: it is told once */
  async #read(stack: string, place: Problem["place"], problems: Problem[]): Promise<Hub | undefined> {
    try {
      return await hubOfStack(stack);
    } catch (error) {
      if (!(error instanceof ProblemsError)) throw error;
      problems.push(...error.problems.map((problem) => ({ ...problem, place: problem.place ?? place })));
      return undefined;
    }
  }
}

const stackOf = (gateway: Gateway | string): string | undefined =>
  typeof gateway === "string" ? gateway : "stack" in gateway ? gateway.stack : undefined;

/** Names compare without case in Azure, whatever files do. */
function namedTwice(all: readonly { readonly file: ContractFile; readonly hub: Hub }[]): readonly Problem[] {
  const seen = new Map<string, ContractFile>();
  return all.flatMap(({ file, hub }): Problem[] => {
    const { product, useCase } = contractNames(file.contract);
    const key = `${hub.serviceId}/${product}`.toLowerCase();
    const first = seen.get(key);
    if (first === undefined) {
      seen.set(key, file);
      return [];
    }
    return [
      {
        ...{ code: "CONTRACT_DUPLICATE", severity: "error", subject: "useCase" },
        message: `${first.file ?? "Another contract"} is of ${useCase} too, and names compare without case`,
        hint: "Keep one of the two",
        place: file.locate(["useCase"], "value"),
      },
    ];
  });
}

/** A use case whose file is spelled otherwise than the stack would be let go, as if the file were not there. */
function inAnotherCase(directory: string, environment: string): readonly Problem[] {
  return expandAll(directory, ["*/*/*"]).flatMap((path) => misspelt(path, environment) ?? []);
}

/** Told, because whatever the stack has on board goes then. */
function noContract(directory: string, environment: string): Problem {
  const others = expandAll(directory, ["*/*/*.yaml", "*/*/*.yml"]).map((path) => relative(directory, path));
  return {
    ...{ code: "CONTRACT_NONE", severity: "warning", subject: environment },
    message: `There is no contract for this stack, by default BU/NAME/${environment}.yaml: it has no use case on board`,
    hint:
      others.length > 0
        ? `The stack's name is that of the environment, where the config key files says nothing else. There are: ${others.join(", ")}`
        : `\`azure-genai-gateway onboard new BU/NAME --environment ${environment}\` writes one`,
  };
}

const expandAll = (directory: string, patterns: readonly string[]): readonly string[] => [
  ...new Set(patterns.flatMap((pattern) => expand(resolve(directory, pattern)))),
];

/** The files that a path stands for: * is any name, or part of one. Sorted, so that the order is every machine's. */
function expand(pattern: string): readonly string[] {
  const [root = "", ...parts] = pattern.split("/");
  return parts
    .reduce<readonly string[]>(
      (folders, part) =>
        folders.flatMap((folder) => {
          if (!part.includes("*")) return [join(folder, part)];
          if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
          const name = new RegExp(`^${part.split("*").map(escaped).join("[^/]*")}$`);
          return readdirSync(folder)
            .filter((entry) => name.test(entry) && entry !== "node_modules" && !entry.startsWith("."))
            .sort()
            .map((entry) => join(folder, entry))
            .filter((path) => existsSync(path));
        }),
      [root === "" ? "/" : root],
    )
    .filter((path) => !pattern.includes("*") || existsSync(path));
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
