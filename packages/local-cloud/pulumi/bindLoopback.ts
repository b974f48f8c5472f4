import { Server, ServerCredentials } from "@grpc/grpc-js";

/** A gRPC server on a free port of 127.0.0.1, without limits on the size of messages. */
export async function bindLoopback(
  addServices: (server: Server) => void,
): Promise<{ readonly port: number; readonly close: () => Promise<void> }> {
  const server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  addServices(server);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => {
      if (error) reject(error);
      else resolve(bound);
    });
  });
  return {
    port,
    close: async () => {
      server.forceShutdown();
      // The cancelled calls' promises settle in the next turns of the loop.
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}
