// Fetches the guard of the composer when it is first wanted, for crates/console/src/conversation/guard.rs.
// A guard that can't be had or fails warns of nothing: no draft waits for it.
const base = document.documentElement.dataset.guard;
let part;
let coming;

const fetched = async () => {
  const found = await import(`${base}guard.js`);
  await found.default({ module_or_path: `${base}guard_bg.wasm` });
  part = found;
};

globalThis.warmlineGuard = {
  load(ready) {
    coming ??= fetched();
    coming.then(ready, () => {
      coming = undefined;
    });
  },

  know(seen) {
    let guard;
    const tried = (act) => {
      try {
        return act();
      } catch (error) {
        console.error("guard:", error);
        guard = undefined;
      }
    };
    tried(() => {
      guard = new part.Guard(seen);
    });
    return { check: (draft) => (guard && tried(() => guard.check(draft))) ?? "[]" };
  },
};
