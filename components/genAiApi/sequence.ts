import type * as pulumi from "@pulumi/pulumi";

/**
 * Lets resources come into being one after another. API Management refuses changes to one API at the same time
 * (409 PessimisticConcurrencyConflict), and retrying is no order.
 */
export class Sequence {
  private last: pulumi.Resource[] = [];

  /** The resource that whatever comes next has to wait for; empty before the first. */
  get before(): readonly pulumi.Resource[] {
    return this.last;
  }

  add<R extends pulumi.Resource>(resource: R): R {
    this.last = [resource];
    return resource;
  }
}
