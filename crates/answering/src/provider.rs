//! Three providers behind one trait: what is sent to each, and what each event of its stream means.

use crate::{LlmProvider, LlmSettings, Prompt, SseEvent};
use serde::Serialize;
use serde_json::{Value, json};

/// The longest answer a model may write, in its tokens; what is shown is bounded by characters.
const MOST_TOKENS: u32 = 1_024;

/// How a provider is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Call {
    /// A `POST` that answers with an event stream.
    Http(HttpRequest),
    /// `env.AI.run(model, input)`, which gives an event stream.
    Binding {
        /// The model.
        model: String,
        /// The input.
        input: BindingInput,
    },
}

/// What `env.AI.run` takes for a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BindingInput {
    /// The conversation.
    pub messages: [Message; 2],
    /// Whether the answer is to come as an event stream.
    pub stream: bool,
    /// The longest answer, in the model's tokens.
    pub max_tokens: u32,
}

/// One message of a model's conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Message {
    /// `system` or `user`.
    pub role: &'static str,
    /// The words.
    pub content: String,
}

/// A `POST`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpRequest {
    /// Where to.
    pub url: String,
    /// Its headers.
    pub headers: Vec<(&'static str, String)>,
    /// Its body, JSON.
    pub body: String,
}

/// What an event of the stream brings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Piece {
    /// More of the answer.
    pub text: String,
    /// The end, if this is it.
    pub end: Option<End>,
}

/// How an answer ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// The model said all it wanted to say.
    Complete,
    /// It was cut off.
    TooLong,
    /// It stopped for any other reason: an error, a filter, a call of a tool it does not have.
    Failed(String),
}

/// One provider's protocol.
pub trait Provider {
    /// The call that has this prompt answered as a stream.
    fn call(&self, settings: &LlmSettings, key: Option<&str>, prompt: &Prompt) -> Call;
    /// What an event of that stream brings.
    fn read(&self, event: &SseEvent) -> Piece;
}

/// The provider that the settings name.
pub fn provider(which: LlmProvider) -> &'static dyn Provider {
    match which {
        LlmProvider::OpenAi => &OpenAi,
        LlmProvider::Anthropic => &Anthropic,
        LlmProvider::WorkersAi => &WorkersAi,
    }
}

/// OpenAI's chat completions, which most servers speak too (llama.cpp, vLLM, Ollama, gateways; Workers AI under
/// `https://api.cloudflare.com/client/v4/accounts/{id}/ai/v1`).
///
/// `POST {base}/chat/completions`: platform.openai.com/docs/api-reference/chat/create. Chunks: "The chat completion
/// chunk object", …/chat-streaming; the stream ends with `data: [DONE]`.
#[derive(Clone, Copy, Debug)]
pub struct OpenAi;

impl Provider for OpenAi {
    fn call(&self, settings: &LlmSettings, key: Option<&str>, prompt: &Prompt) -> Call {
        const HOME: &str = "https://api.openai.com/v1";
        let base = settings.base_url.as_deref().unwrap_or(HOME).trim_end_matches('/');
        // OpenAI has renamed the field, and its newer models refuse the old name; others know only that.
        let most = if base == HOME { "max_completion_tokens" } else { "max_tokens" };
        let body = json!({
            "model": settings.model,
            "messages": messages(prompt),
            "stream": true,
            most: MOST_TOKENS,
        });
        let key = key.map(|key| ("authorization", format!("Bearer {key}")));
        Call::Http(HttpRequest {
            url: format!("{base}/chat/completions"),
            headers: headers().chain(key).collect(),
            body: body.to_string(),
        })
    }

    fn read(&self, event: &SseEvent) -> Piece {
        if event.data.trim() == "[DONE]" {
            return Piece { end: Some(End::Complete), ..Piece::default() };
        }
        let Ok(chunk) = serde_json::from_str::<Value>(&event.data) else { return unreadable() };
        if let Some(error) = chunk.get("error").filter(|error| !error.is_null()) {
            return failed(error);
        }
        let choice = &chunk["choices"][0];
        let text = choice["delta"]["content"].as_str().unwrap_or_default().to_owned();
        let end = choice["finish_reason"].as_str().map(|reason| match reason {
            "stop" => End::Complete,
            "length" => End::TooLong,
            other => End::Failed(format!("finish_reason {other}")),
        });
        Piece { text, end }
    }
}

/// Anthropic's messages.
///
/// `POST /v1/messages` with `x-api-key` and `anthropic-version`: docs.claude.com/en/api/messages. Events:
/// docs.claude.com/en/docs/build-with-claude/streaming; errors (429, 529, and `error` inside a stream):
/// docs.claude.com/en/api/errors.
#[derive(Clone, Copy, Debug)]
pub struct Anthropic;

impl Provider for Anthropic {
    fn call(&self, settings: &LlmSettings, key: Option<&str>, prompt: &Prompt) -> Call {
        let base = settings.base_url.as_deref().unwrap_or("https://api.anthropic.com");
        let body = json!({
            "model": settings.model,
            "max_tokens": MOST_TOKENS,
            "system": prompt.system,
            "messages": [{ "role": "user", "content": prompt.user }],
            "stream": true,
        });
        let version = ("anthropic-version", "2023-06-01".to_owned());
        let key = key.map(|key| ("x-api-key", key.to_owned()));
        Call::Http(HttpRequest {
            url: format!("{}/v1/messages", base.trim_end_matches('/')),
            headers: headers().chain([version]).chain(key).collect(),
            body: body.to_string(),
        })
    }

    fn read(&self, event: &SseEvent) -> Piece {
        let Ok(data) = serde_json::from_str::<Value>(&event.data) else { return unreadable() };
        let end = |end| Piece { end: Some(end), ..Piece::default() };
        match data["type"].as_str().unwrap_or_default() {
            "content_block_delta" if data["delta"]["type"] == "text_delta" => {
                let text = data["delta"]["text"].as_str().unwrap_or_default().to_owned();
                Piece { text, end: None }
            }
            "message_delta" => match data["delta"]["stop_reason"].as_str() {
                None => Piece::default(),
                Some("end_turn" | "stop_sequence") => end(End::Complete),
                Some("max_tokens" | "model_context_window_exceeded") => end(End::TooLong),
                Some(other) => end(End::Failed(format!("stop_reason {other}"))),
            },
            "message_stop" => end(End::Complete),
            "error" => failed(&data["error"]),
            // `ping`, `message_start`, other blocks, and kinds that are still to come.
            _ => Piece::default(),
        }
    }
}

/// Workers AI through the deployment's binding.
///
/// `env.AI.run(model, {messages, stream: true})`: developers.cloudflare.com/workers-ai/configuration/bindings. Chunks
/// are `{"response":"…"}` and at last `[DONE]`; newer models send OpenAI's chunks instead.
#[derive(Clone, Copy, Debug)]
pub struct WorkersAi;

impl Provider for WorkersAi {
    fn call(&self, settings: &LlmSettings, _key: Option<&str>, prompt: &Prompt) -> Call {
        let input =
            BindingInput { messages: messages(prompt), stream: true, max_tokens: MOST_TOKENS };
        Call::Binding { model: settings.model.clone(), input }
    }

    fn read(&self, event: &SseEvent) -> Piece {
        let chunk = serde_json::from_str::<Value>(&event.data).unwrap_or_default();
        match &chunk["response"] {
            Value::String(text) => Piece { text: text.clone(), end: None },
            // A token of digits may come as a number.
            Value::Number(number) => Piece { text: number.to_string(), end: None },
            _ => OpenAi.read(event),
        }
    }
}

fn messages(prompt: &Prompt) -> [Message; 2] {
    [("system", &prompt.system), ("user", &prompt.user)]
        .map(|(role, content)| Message { role, content: content.clone() })
}

fn headers() -> impl Iterator<Item = (&'static str, String)> {
    [("content-type", "application/json"), ("accept", "text/event-stream")]
        .into_iter()
        .map(|(name, value)| (name, value.to_owned()))
}

fn unreadable() -> Piece {
    Piece { text: String::new(), end: Some(End::Failed("an event is not JSON".into())) }
}

/// An error in the stream, by its type only: its message may quote the prompt.
fn failed(error: &Value) -> Piece {
    let kind = error["type"].as_str().or(error["code"].as_str()).unwrap_or("an error");
    let kind: String = kind.chars().take(60).collect();
    Piece { text: String::new(), end: Some(End::Failed(kind)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(provider: LlmProvider, base_url: Option<&str>) -> LlmSettings {
        LlmSettings {
            provider,
            base_url: base_url.map(str::to_owned),
            model: "small-1".into(),
            key: None,
            first_word: warmline_model::Millis::seconds(5),
            whole_answer: warmline_model::Millis::seconds(20),
        }
    }

    fn call(which: LlmProvider, base_url: Option<&str>) -> Call {
        let prompt = Prompt { system: "Rules.".into(), user: "Ask \"it\"".into() };
        provider(which).call(&settings(which, base_url), Some("secret"), &prompt)
    }

    fn read(which: LlmProvider, data: &str) -> Piece {
        provider(which).read(&SseEvent { event: String::new(), data: data.into() })
    }

    fn text(text: &str) -> Piece {
        Piece { text: text.into(), end: None }
    }

    fn end(end: End) -> Piece {
        Piece { text: String::new(), end: Some(end) }
    }

    #[test]
    fn a_call_of_chat_completions_is_as_documented() {
        let expected = HttpRequest {
            url: "http://localhost:1/v1/chat/completions".into(),
            headers: vec![
                ("content-type", "application/json".into()),
                ("accept", "text/event-stream".into()),
                ("authorization", "Bearer secret".into()),
            ],
            body: r#"{"max_tokens":1024,"messages":[{"content":"Rules.","role":"system"},{"content":"Ask \"it\"","role":"user"}],"model":"small-1","stream":true}"#.into(),
        };
        assert_eq!(call(LlmProvider::OpenAi, Some("http://localhost:1/v1/")), Call::Http(expected));
        let Call::Http(home) = call(LlmProvider::OpenAi, None) else { panic!("HTTP") };
        assert_eq!(home.url, "https://api.openai.com/v1/chat/completions");
        assert!(home.body.contains(r#""max_completion_tokens":1024"#));
    }

    #[test]
    fn a_call_of_messages_is_as_documented() {
        let expected = HttpRequest {
            url: "https://api.anthropic.com/v1/messages".into(),
            headers: vec![
                ("content-type", "application/json".into()),
                ("accept", "text/event-stream".into()),
                ("anthropic-version", "2023-06-01".into()),
                ("x-api-key", "secret".into()),
            ],
            body: r#"{"max_tokens":1024,"messages":[{"content":"Ask \"it\"","role":"user"}],"model":"small-1","stream":true,"system":"Rules."}"#.into(),
        };
        assert_eq!(call(LlmProvider::Anthropic, None), Call::Http(expected));
    }

    #[test]
    fn a_call_of_the_binding_is_as_documented() {
        let Call::Binding { model, input } = call(LlmProvider::WorkersAi, None) else {
            panic!("a binding")
        };
        assert_eq!(model, "small-1");
        assert_eq!(
            serde_json::to_string(&input).ok().as_deref(),
            Some(
                r#"{"messages":[{"role":"system","content":"Rules."},{"role":"user","content":"Ask \"it\""}],"stream":true,"max_tokens":1024}"#
            )
        );
    }

    #[test]
    fn chunks_of_chat_completions_are_read() {
        use LlmProvider::OpenAi;
        let chunk = r#"{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":null}]}"#;
        assert_eq!(read(OpenAi, chunk), text("Hi"));
        let role = r#"{"choices":[{"index":0,"delta":{"role":"assistant","content":null}}]}"#;
        assert_eq!(read(OpenAi, role), Piece::default());
        assert_eq!(read(OpenAi, r#"{"choices":[],"usage":{}}"#), Piece::default());
        let stop = |why: &str| {
            read(OpenAi, &format!(r#"{{"choices":[{{"delta":{{}},"finish_reason":"{why}"}}]}}"#))
        };
        assert_eq!(stop("stop"), end(End::Complete));
        assert_eq!(stop("length"), end(End::TooLong));
        assert_eq!(stop("tool_calls"), end(End::Failed("finish_reason tool_calls".into())));
        assert_eq!(read(OpenAi, "[DONE]"), end(End::Complete));
        let error = r#"{"error":{"type":"server_error","message":"…"}}"#;
        assert_eq!(read(OpenAi, error), end(End::Failed("server_error".into())));
        assert_eq!(read(OpenAi, "{"), end(End::Failed("an event is not JSON".into())));
    }

    #[test]
    fn events_of_messages_are_read() {
        use LlmProvider::Anthropic;
        let delta =
            r#"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi"}}"#;
        assert_eq!(read(Anthropic, delta), text("Hi"));
        for quiet in [
            r#"{"type":"ping"}"#,
            r#"{"type":"message_start","message":{"content":[]}}"#,
            r#"{"type":"content_block_delta","delta":{"type":"thinking_delta","thinking":"hm"}}"#,
            r#"{"type":"message_delta","delta":{"stop_reason":null}}"#,
            r#"{"type":"of_tomorrow"}"#,
        ] {
            assert_eq!(read(Anthropic, quiet), Piece::default(), "{quiet}");
        }
        let stop = |why: &str| {
            read(
                Anthropic,
                &format!(r#"{{"type":"message_delta","delta":{{"stop_reason":"{why}"}}}}"#),
            )
        };
        assert_eq!(stop("end_turn"), end(End::Complete));
        assert_eq!(stop("max_tokens"), end(End::TooLong));
        assert_eq!(stop("tool_use"), end(End::Failed("stop_reason tool_use".into())));
        let overloaded = r#"{"type":"error","error":{"type":"overloaded_error","message":"…"}}"#;
        assert_eq!(read(Anthropic, overloaded), end(End::Failed("overloaded_error".into())));
    }

    #[test]
    fn chunks_of_the_binding_are_read_in_both_shapes() {
        use LlmProvider::WorkersAi;
        assert_eq!(read(WorkersAi, r#"{"response":"Hi","p":"ab"}"#), text("Hi"));
        assert_eq!(read(WorkersAi, r#"{"response":14}"#), text("14"));
        assert_eq!(read(WorkersAi, r#"{"choices":[{"delta":{"content":"Hi"}}]}"#), text("Hi"));
        assert_eq!(read(WorkersAi, "[DONE]"), end(End::Complete));
    }
}
