/**
 * Products of access contracts begin so, by which the policies of the gateway know them: a contract is a stack of its own,
 * of which the gateway's knows nothing. One product for all kinds of APIs is MULTI in the words of the AI hub gateway.
 */
export const contractPrefix = "MULTI-";

export function isContractProduct(id: string): boolean {
  return id.toLowerCase().startsWith(contractPrefix.toLowerCase());
}

/** Whether contracts may ask for tokens: the gateway says whose it takes. */
export function contractsByToken({
  contracts,
  entra,
}: {
  readonly contracts?: { readonly enabled?: boolean } | undefined;
  readonly entra?: object | undefined;
}): boolean {
  return contracts?.enabled === true && entra !== undefined;
}

/** C#: whether the call's product is a contract's. */
export const isContractCall = `(context.Product?.Id ?? "").StartsWith("${contractPrefix}", StringComparison.OrdinalIgnoreCase)`;
