// Loads the console's built files, whose address the page names, and starts them.
import "./guard.js";
import "./notices.js";

const boot = document.getElementById("boot");
const base = document.documentElement.dataset.base;

try {
  const console = await import(`${base}console.js`);
  await console.default({ module_or_path: `${base}console_bg.wasm` });
  boot.remove();
} catch (error) {
  boot.classList.add("boot-trouble");
  boot.setAttribute("role", "alert");
  boot.textContent =
    typeof WebAssembly === "object"
      ? "The console could not be loaded. Check your connection and load the page again."
      : "This browser can't run the console: it needs WebAssembly.";
  throw error;
}
