// Notifications of the desktop and a short sound, for crates/console/src/notices.rs.
const shown = new Map();
let audio;

const close = (tag) => {
  shown.get(tag)?.close();
  shown.delete(tag);
};

addEventListener("pagehide", () => [...shown.keys()].forEach(close));

globalThis.warmlineNotices = {
  permission: () => globalThis.Notification?.permission ?? "denied",

  ask(answered) {
    if (!globalThis.Notification) return answered();
    Notification.requestPermission().then(answered, answered);
  },

  show(tag, title, pressed) {
    close(tag);
    if (globalThis.Notification?.permission !== "granted") return;
    try {
      const notification = new Notification(title, { tag, icon: "/console/icon.svg" });
      notification.onclick = () => {
        window.focus();
        close(tag);
        pressed();
      };
      shown.set(tag, notification);
    } catch {
      // Some browsers show them only from a service worker.
    }
  },

  close,

  chime() {
    try {
      audio ??= new AudioContext();
      // Before the first click on the page a browser plays nothing.
      if (audio.state === "suspended") audio.resume().catch(() => {});
      const at = audio.currentTime;
      for (const [frequency, after] of [[660, 0], [880, 0.13]]) {
        const [tone, level] = [audio.createOscillator(), audio.createGain()];
        tone.frequency.value = frequency;
        level.gain.setValueAtTime(0.0001, at + after);
        level.gain.exponentialRampToValueAtTime(0.12, at + after + 0.02);
        level.gain.exponentialRampToValueAtTime(0.0001, at + after + 0.35);
        tone.connect(level).connect(audio.destination);
        tone.start(at + after);
        tone.stop(at + after + 0.4);
      }
    } catch {
      // No sound on this machine: the title and the list tell it too.
    }
  },
};
