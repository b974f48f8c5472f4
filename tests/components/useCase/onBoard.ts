import type { ContractInput, GatewayConfigInput } from "../../../components";
import { GenAiGateway, UseCase, UseCaseCommons, type GivenHub } from "../../../components";
import type { Deployment } from "../../../packages/common/resource";
import { azureProvider, evaluateProgram } from "../../../packages/local-cloud";

const hubs = new Map<string, Promise<Deployment>>();

/** A gateway that takes contracts; evaluated once for each config. */
export function hubStack(config: GatewayConfigInput): Promise<Deployment> {
  const key = JSON.stringify(config);
  const known = hubs.get(key);
  if (known) return known;
  const made = evaluateProgram({
    project: "azure-genai-gateway",
    stack: "hub",
    config: {},
    provider: azureProvider,
    program: () => {
      const { subscriptionKeys, backendPlan, hub } = new GenAiGateway("genai", {
        config: { ...config, contracts: { enabled: true, ...config.contracts } },
      });
      return { subscriptionKeys, backendPlan, hub };
    },
  });
  hubs.set(key, made);
  return made;
}

export const hubOf = (stack: Deployment) => stack.outputs["hub"]!.value as GivenHub;

/** What contracts declare, in a stack of their own. */
export function contractStack(
  gateway: Deployment,
  contracts: readonly ContractInput[],
  hub: GivenHub = hubOf(gateway),
): Promise<Deployment> {
  return evaluateProgram({
    project: "genai-contracts",
    stack: "dev",
    config: {},
    provider: azureProvider,
    stacks: [gateway],
    program: () => {
      const commons = new UseCaseCommons("contracts");
      const made = contracts.map(
        (contract) =>
          new UseCase(
            `${contract.useCase.businessUnit}-${contract.useCase.name}-${contract.useCase.environment}`,
            { contract, hub, commons },
          ),
      );
      return Object.fromEntries<unknown>(
        made.flatMap(({ useCase, primaryKey, secondaryKey, endpoints }) => [
          [useCase, primaryKey],
          [`${useCase} secondary`, secondaryKey],
          [`${useCase} endpoints`, endpoints],
        ]),
      );
    },
  });
}

/** As they stand in one service: the gateway's own resources, and those of the contracts. */
export function both(gateway: Deployment, contracts: Deployment): Deployment {
  const keys = Object.fromEntries(
    Object.entries(contracts.outputs).map(([name, { value }]) => [name, value]),
  );
  return {
    ...gateway,
    resources: [...gateway.resources, ...contracts.resources],
    outputs: {
      ...gateway.outputs,
      subscriptionKeys: {
        value: { ...(gateway.outputs["subscriptionKeys"]!.value as object), ...keys },
        secret: true,
      },
    },
  };
}
