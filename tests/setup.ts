import fc from "fast-check";

// A run of the tests says something about the change under test, so property tests draw the same cases in
// every run; FC_SEED=random (or a number, to repeat a failure) draws others.
const wanted = process.env.FC_SEED ?? "20261124";
fc.configureGlobal({ seed: wanted === "random" ? Date.now() % 2 ** 31 : Number(wanted) });
