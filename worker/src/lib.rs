//! To be written.

use worker::{Context, Env, Request, Response, Result, event};

/// Answers every request.
#[event(fetch)]
async fn fetch(_req: Request, _env: Env, _ctx: Context) -> Result<Response> {
    Response::ok("warmline")
}
