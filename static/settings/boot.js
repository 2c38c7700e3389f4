// Loads the built files of the settings, whose address the page names, and starts them.
const boot = document.getElementById("boot");
const base = document.documentElement.dataset.base;

try {
  const settings = await import(`${base}settings.js`);
  await settings.default({ module_or_path: `${base}settings_bg.wasm` });
  boot.remove();
} catch (error) {
  boot.classList.add("boot-trouble");
  boot.setAttribute("role", "alert");
  boot.textContent =
    typeof WebAssembly === "object"
      ? "The settings could not be loaded. Check your connection and load the page again."
      : "This browser can't run the settings: they need WebAssembly.";
  throw error;
}
