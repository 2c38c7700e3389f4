// Starts workerd with the workload, times rounds of conversations, and prints µs per message.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

const [workerd, config, messages] = process.argv.slice(2);
const CONVERSATIONS = 200;
const ROUNDS = 7;

// workerd tells its ports on file descriptor 3.
const child = spawn(workerd, ["serve", "--control-fd=3", config], {
  stdio: ["ignore", "inherit", "inherit", "pipe"],
});
try {
  const port = await new Promise((found, failed) => {
    child.once("exit", (code) => failed(new Error(`workerd ended with ${code}`)));
    createInterface({ input: child.stdio[3] }).on("line", (line) => {
      const told = JSON.parse(line);
      if (told.event === "listen") found(told.port);
    });
  });
  const have = async (conversations) => {
    const begun = performance.now();
    const answer = await fetch(`http://127.0.0.1:${port}/?conversations=${conversations}`);
    await answer.text();
    if (!answer.ok) throw new Error(`workerd answered ${answer.status}`);
    return performance.now() - begun;
  };
  await have(CONVERSATIONS);
  const rounds = [];
  for (let n = 0; n < ROUNDS; n += 1) {
    const empty = await have(0);
    const full = await have(CONVERSATIONS);
    rounds.push(((full - empty) * 1000) / (CONVERSATIONS * Number(messages)));
  }
  rounds.sort((a, b) => a - b);
  console.log(JSON.stringify({ median_us: rounds[(ROUNDS - 1) / 2], best_us: rounds[0] }));
} finally {
  child.kill();
}
