/**
 * How `Body.As<T>()` makes a value of the body's text, by the name of T. The files that know JSON and XML add theirs.
 * https://learn.microsoft.com/azure/api-management/api-management-policy-expressions#ContextVariables
 */
export const bodyReaders = new Map<string, (text: string) => unknown>();
