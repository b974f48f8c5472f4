/** What Azure Resource Manager answers to a change that it does not make. */
export class AzureError extends Error {
  constructor(
    /** The HTTP status. */
    readonly status: number,
    /** ARM's error code, such as `ResourceNotFound`. */
    readonly code: string,
    message: string,
  ) {
    super(`Status=${status} Code="${code}" Message="${message}"`);
    this.name = "AzureError";
  }
}
