import { contractPrefix } from "../contractProducts";
import type { Contract } from "./contract/schema";

/** What a use case is called wherever it has a name. */
export interface ContractNames {
  /** `BU/NAME/ENV`: the product's display name, by which usage events know it. */
  readonly useCase: string;
  /** `MULTI-BU-NAME-ENV`. Only the name may have hyphens, so no two use cases share one. */
  readonly product: string;
  readonly subscription: string;
  /** For names of secrets: `bu-name-env`. */
  readonly secret: string;
}

export function contractNames({ useCase }: Pick<Contract, "useCase">): ContractNames {
  const { businessUnit, name, environment } = useCase;
  const product = `${contractPrefix}${businessUnit}-${name}-${environment}`;
  return {
    useCase: `${businessUnit}/${name}/${environment}`,
    product,
    subscription: `${product}-SUB-01`,
    secret: `${businessUnit}-${name}-${environment}`.toLowerCase(),
  };
}
