import { status, type ServiceDefinition } from "@grpc/grpc-js";
import type { Client } from "./pulumiRuntime";

/** A handler of a gRPC service, of which the call's request is all that is used here. */
export type Handler = (
  call: { readonly request: never },
  callback: (error: unknown, response?: unknown) => void,
) => void;

type Callback = (error: unknown, response?: unknown) => void;

/**
 * A client of Pulumi's protocol that hands its requests to handlers in this process: no socket, no bytes, and so no order
 * of events that depends on how fast the machine is. Requests and answers are the messages themselves; neither side
 * keeps or changes one that it has handed over.
 */
export function inProcessClient(
  service: ServiceDefinition,
  handlers: Readonly<Record<string, Handler>>,
): Client {
  const open = new Set<Callback>();
  let closed = false;
  const call = (name: string, request: never, callback: Callback) => {
    open.add(callback);
    const answer: Callback = (error, response) => {
      // A call that was cancelled when the client closed has its answer.
      if (open.delete(callback)) callback(error, response);
    };
    // Not in the caller's turn, as an answer off a socket never is.
    setImmediate(() => {
      if (closed) return answer(failed(status.CANCELLED, "the engine is gone"));
      const handler = handlers[name];
      if (handler) handler({ request }, answer);
      else answer(failed(status.UNIMPLEMENTED, `the embedded engine does not implement ${name}`));
    });
  };
  const methods = Object.keys(service).map((name) => [
    name,
    (request: never, ...rest: unknown[]) => call(name, request, rest[rest.length - 1] as Callback),
  ]);
  return {
    ...(Object.fromEntries(methods) as Record<string, unknown>),
    close: () => {
      closed = true;
      for (const callback of [...open]) {
        open.delete(callback);
        callback(failed(status.CANCELLED, "the engine is gone"));
      }
    },
  };
}

/** As grpc-js rejects: the SDK tells by `code` what to be silent about. */
function failed(code: status, details: string): Error {
  return Object.assign(new Error(`${code} ${status[code]}: ${details}`), { code, details });
}
