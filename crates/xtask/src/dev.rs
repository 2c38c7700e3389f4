//! `dev`: everything running on this machine, built again as you edit.

mod http;
mod watch;

use std::fs;
use std::io::Read;
use std::net::TcpListener;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};
use serde_json::{Value, json};

use crate::build::{self, Kit, Mode};
use crate::house::House;
use crate::run::Guarded;
use crate::steps::{Steps, seconds};
use crate::tools;

pub const HELP: &str = "\
cargo xtask dev [--port 8787]

From a fresh clone to a running demo: installs what is missing, builds, starts wrangler dev, sets up
the demo site, prints the shop's address and two sign-in links for the console. Then it watches the
sources and builds again what you change; the running worker reloads by itself. Ctrl-C ends it all.
What the worker stores stays in .wrangler/state; remove that directory to begin anew.";

const STARTS_WITHIN: Duration = Duration::from_secs(60);
const DEMO: &str = "static/demo/site.json";

/// `cargo xtask dev`.
pub fn command(house: &House, args: &[String]) -> Result<()> {
    let port = port(args)?;
    free(port)?;
    let mut steps = Steps::new(build::STEPS + 3);
    let kit = build::all(house, Mode::Fast, &mut steps)?;
    let mut secrets = Value::Null;
    steps.quiet("secrets in .dev.vars", || {
        let (values, word) = secrets_of(&house.path(".dev.vars"))?;
        secrets = values;
        Ok(word)
    })?;
    let watch = watch::Watch::new(house)?;
    let mut server = None;
    steps.quiet("wrangler dev", || {
        // Somebody may have taken it while we built, and would answer in our name.
        free(port)?;
        server = Some(start(house, port)?);
        Ok(String::new())
    })?;
    let mut server = server.context("wrangler did not start")?;
    let token = secrets["WARMLINE_SETUP_TOKEN"].as_str().unwrap_or_default().to_owned();
    let mut links = Vec::new();
    steps.quiet("demo site", || {
        links = provision(house, port, &token)?;
        Ok(String::new())
    })?;

    println!("\n  shop     http://127.0.0.1:{port}/shop/");
    for (who, link) in &links {
        println!("  console  http://127.0.0.1:{port}{link}  ({who})");
    }
    println!("  settings http://127.0.0.1:{port}/settings/  (as Ana, once her link was opened)");
    println!("\nWatching widget/, crates/, worker/ and static/. Ctrl-C ends everything.");
    rebuild_forever(house, &kit, watch, &mut server)
}

fn free(port: u16) -> Result<()> {
    if TcpListener::bind(("127.0.0.1", port)).is_ok() {
        return Ok(());
    }
    let other = port ^ 1;
    bail!(
        "port {port} is taken; end what uses it, or give another: `cargo xtask dev --port {other}`"
    )
}

fn port(args: &[String]) -> Result<u16> {
    match args {
        [] => Ok(8787),
        [flag, port] if flag == "--port" => {
            port.parse().with_context(|| format!("`{port}` is not a port"))
        }
        [word] if word.starts_with("--port=") => {
            Ok(word["--port=".len()..].parse().context("--port takes a number")?)
        }
        _ => bail!("`cargo xtask dev` takes only --port NUMBER; see `cargo xtask dev --help`"),
    }
}

/// The secrets of .dev.vars; those that are missing are drawn and written first.
fn secrets_of(file: &PathBuf) -> Result<(Value, String)> {
    let mut text = fs::read_to_string(file).unwrap_or_default();
    let mut values = serde_json::Map::new();
    for line in text.lines().filter(|line| !line.trim_start().starts_with('#')) {
        if let Some((name, value)) = line.split_once('=') {
            values.insert(name.trim().to_owned(), json!(value.trim().trim_matches(['"', '\''])));
        }
    }
    let mut drawn = Vec::new();
    for name in ["WARMLINE_SECRET", "WARMLINE_SETUP_TOKEN"] {
        if values.contains_key(name) {
            continue;
        }
        let mut bytes = [0; 32];
        fs::File::open("/dev/urandom")?.read_exact(&mut bytes)?;
        let value = tools::hex(&bytes);
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        text += &format!("{name}={value}\n");
        values.insert(name.to_owned(), json!(value));
        drawn.push(name);
    }
    if drawn.is_empty() {
        return Ok((Value::Object(values), "there".to_owned()));
    }
    private(file, &text)?;
    Ok((Value::Object(values), format!("drew {}", drawn.join(" and "))))
}

/// Writes a file that only its owner may read.
fn private(file: &PathBuf, text: &str) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::write(file, text)?;
    Ok(fs::set_permissions(file, fs::Permissions::from_mode(0o600))?)
}

fn start(house: &House, port: u16) -> Result<Guarded> {
    let wrangler = tools::npm_bin(house).join("wrangler");
    let log = house.path("build/wrangler.log");
    let output = fs::File::create(&log)?;
    let errors = output.try_clone()?;
    let number = port.to_string();
    let args = [
        "dev",
        "--ip",
        "127.0.0.1",
        "--port",
        &number,
        "--show-interactive-dev-session=false",
        "--persist-to",
        ".wrangler/state",
    ];
    let mut server = Guarded::start(&wrangler, &args, |command| {
        command
            .current_dir(&house.root)
            .env("PATH", tools::npm_path(house))
            .env("WRANGLER_SEND_METRICS", "false")
            .env("CLOUDFLARE_CF_FETCH_ENABLED", "false")
            .env("CI", "1")
            .stdout(output)
            .stderr(errors);
    })?;
    let begun = Instant::now();
    loop {
        if http::get(port, "/api/v1/health").is_ok_and(|answer| answer.status == 200) {
            return Ok(server);
        }
        let said = || fs::read_to_string(&log).unwrap_or_default();
        if server.ended()?.is_some() {
            println!("\n{}", said());
            bail!("wrangler dev ended before it served anything; its words are above");
        }
        if begun.elapsed() > STARTS_WITHIN {
            println!("\n{}", said());
            bail!(
                "GET /api/v1/health did not answer 200 within {}; wrangler's words are above",
                seconds(STARTS_WITHIN)
            );
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// Sets up the demo site, which may be there already, and asks for a sign-in link for each agent of it.
fn provision(house: &House, port: u16, token: &str) -> Result<Vec<(String, String)>> {
    let site =
        fs::read_to_string(house.path(DEMO)).with_context(|| format!("{DEMO} can't be read"))?;
    setup(port, token, "/api/v1/setup/sites", &site)?;
    let agents = [
        json!({"site": "demo", "agent": "ana", "name": "Ana Duarte", "department": "support", "role": "owner"}),
        json!({"site": "demo", "agent": "ben", "name": "Ben Okafor"}),
    ];
    let mut links = Vec::new();
    for agent in agents {
        let path = "/api/v1/setup/sign-in-links";
        let answer = setup(port, token, path, &agent.to_string())?;
        let value: Value = serde_json::from_str(&answer)
            .with_context(|| format!("POST {path} did not answer JSON"))?;
        let url = value["url"]
            .as_str()
            .ok_or_else(|| anyhow!("POST {path} answered without a `url`: {answer}"))?;
        links.push((agent["name"].as_str().unwrap_or_default().to_owned(), url.to_owned()));
    }
    Ok(links)
}

fn setup(port: u16, token: &str, path: &str, body: &str) -> Result<String> {
    let answer = http::post_json(port, path, token, body)?;
    if !(200..300).contains(&answer.status) {
        bail!("POST {path} answered {}: {}", answer.status, answer.body.trim());
    }
    Ok(answer.body)
}

fn rebuild_forever(
    house: &House,
    kit: &Kit,
    mut watch: watch::Watch,
    server: &mut Guarded,
) -> Result<()> {
    let log = house.path("build/wrangler.log");
    let mut shown = fs::read(&log).unwrap_or_default().len();
    loop {
        std::thread::sleep(Duration::from_millis(500));
        if let Ok(bytes) = fs::read(&log) {
            print!("{}", String::from_utf8_lossy(bytes.get(shown..).unwrap_or_default()));
            shown = bytes.len();
        }
        if let Some(status) = server.ended()? {
            bail!("wrangler dev ended by itself ({status}); start `cargo xtask dev` again");
        }
        let Some(changed) = watch.changed(house)? else {
            continue;
        };
        let begun = Instant::now();
        println!("{changed} changed, building…");
        match build::again(house, kit) {
            Ok(built) if built.is_empty() => {
                println!("nothing to build, {}", seconds(begun.elapsed()))
            }
            Ok(built) => println!("built {}, {}", built.join(", "), seconds(begun.elapsed())),
            Err(error) => {
                println!("error: {error:#} (what ran before still runs; mend it and save)")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_drawn_once_and_kept() {
        let file = std::env::temp_dir().join(format!("warmline-vars-{}", std::process::id()));
        fs::write(&file, "# mine\nWARMLINE_SECRET=\"kept\"").unwrap();
        let (first, word) = secrets_of(&file).unwrap();
        assert_eq!(first["WARMLINE_SECRET"], "kept");
        assert_eq!(first["WARMLINE_SETUP_TOKEN"].as_str().unwrap().len(), 64);
        assert_eq!(word, "drew WARMLINE_SETUP_TOKEN");
        let (second, word) = secrets_of(&file).unwrap();
        assert_eq!(first, second);
        assert_eq!(word, "there");
        fs::remove_file(file).unwrap();
    }
}
