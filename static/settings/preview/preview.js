// A page with the chat as the settings have it: its look stands behind the address's #.
const look = new URLSearchParams(location.hash.slice(1));
const script = document.createElement("script");
script.src = "/widget.js";
script.dataset.site = look.get("site") ?? "";
if (look.get("accent")) script.dataset.accent = look.get("accent");
if (look.get("position") === "start") script.dataset.position = "start";
document.body.append(script);
