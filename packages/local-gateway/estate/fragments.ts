import { EstateBuilder, type Estate, localService } from "./estate";
import { azureType } from "../resources/inputs";

/** An estate with further policy fragments, by id; each service of it has them. */
export function withFragments(
  estate: Estate,
  fragments: ReadonlyMap<string, { readonly file: string; readonly text: string }>,
): Estate {
  if (fragments.size === 0) return estate;
  const services = estate.resources.flatMap(
    ({ id }) => /^.*\/Microsoft\.ApiManagement\/service\/[^/]+/i.exec(id)?.[0] ?? [],
  );
  const added = new EstateBuilder();
  for (const service of new Set(services.length > 0 ? services : [localService])) {
    for (const [id, { file, text }] of fragments)
      added.add(
        "Microsoft.ApiManagement/service/policyFragments",
        `${service}/policyFragments/${id}`,
        { properties: { format: "rawxml", value: text } },
        file,
      );
  }
  const more = added.build(estate.form).resources;
  const replaced = new Set(more.map(({ id }) => id.toLowerCase()));
  const kept = estate.resources.filter(
    (one) => azureType(one) !== "apimanagement:PolicyFragment" || !replaced.has(one.id.toLowerCase()),
  );
  return {
    ...estate,
    locate: (problem) => estate.locate(problem),
    resources: [...kept, ...more],
    files: [...estate.files, ...[...fragments.values()].map(({ file }) => file)],
  };
}
