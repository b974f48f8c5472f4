import type { SalvagedConfig } from "./salvage";

/** Backends with those of their deployments that have a name: what can be asked whom it speaks to. */
export function namedBackends(backends: SalvagedConfig["backends"]) {
  return (backends ?? []).flatMap((backend) =>
    backend
      ? [
          {
            provider: backend.provider,
            deployments: (backend.deployments ?? []).flatMap((deployment) =>
              deployment?.name === undefined
                ? []
                : [
                    {
                      name: deployment.name,
                      ...(deployment.model === undefined ? {} : { model: deployment.model }),
                      format: deployment.format,
                    },
                  ],
            ),
          },
        ]
      : [],
  );
}
