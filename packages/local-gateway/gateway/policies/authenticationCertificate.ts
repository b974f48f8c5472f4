import { textNow, whenReady } from "../bindings";
import type { PolicyDefinition } from "../policy";

const ways = ["thumbprint", "certificate-id", "body"] as const;

/**
 * On Azure, shows the backend a client certificate: one uploaded to the service, by `thumbprint` or `certificate-id`, or
 * the bytes of `body` with its `password`. The local gateway's backends speak plain HTTP, so there is no handshake in
 * which to show one: the policy only evaluates what names the certificate, and says so in the trace.
 * https://learn.microsoft.com/azure/api-management/authentication-certificate-policy
 */
export const authenticationCertificate: PolicyDefinition = {
  name: "authentication-certificate",
  build(element) {
    const given = ways.filter((name) => element.attributes.has(name));
    const bindings = [...given, "password"].map((name) => element.attributes.get(name));
    return {
      name: element.name,
      run: (call) =>
        whenReady(call, bindings, () => {
          const [name] = bindings.flatMap((binding) => (binding ? [textNow(call, binding)] : []));
          // The bytes themselves are nobody's business.
          const which = given[0] === "body" ? "its body" : `${given[0]} ${name}`;
          call.trace.add(
            "authentication-certificate",
            `On Azure the backend sees the certificate by ${which}`,
          );
        }),
    };
  },
};
