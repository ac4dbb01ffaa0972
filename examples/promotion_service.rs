//! How does a shop put promotions live without a restart? A service that compiles a promotion file, prices carts against it,
//! and swaps in another while it answers.
//!
//! ```text
//! promotion_service FILE [ADDRESS]
//! POST /evaluate      {"cart", "context", "usage"?, "options"?}  ->  {"set", "evaluation"}
//! PUT  /promotions    a promotion file                           ->  {"set", "promotions"}
//! ```
//!
//! A promotion file is a JSON list of promotions. Whatever is refused is answered by `{"code", "message", "path"?}`, a file
//! with several mistakes by all of them in `mistakes`; the set in use then stays. Each answer names the set that gave it.

#![allow(clippy::print_stdout, reason = "a program that says where it listens")]

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Response};
use axum::routing::{post, put};
use mercato::core::{Coded, ErrorCode, wire};
use mercato::pricing::{Cart, Context, Options, PricingError, Promotion, PromotionSet, UsageById};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::error::Error;
use std::sync::{Arc, PoisonError, RwLock};

/// A file of a hundred thousand promotions is some 20 MB.
const LARGEST_FILE: usize = 64 << 20;

/// A set and its number. Sets are never changed, only replaced.
#[derive(Clone)]
struct Live {
    number: u64,
    set: PromotionSet,
}

/// The set in use. The lock is held for as long as it takes to copy a pointer, never while a cart is priced.
#[derive(Clone)]
struct InUse(Arc<RwLock<Live>>);

impl InUse {
    fn now(&self) -> Live {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn swap(&self, set: PromotionSet) -> u64 {
        let mut live = self.0.write().unwrap_or_else(PoisonError::into_inner);
        live.number = live.number.saturating_add(1);
        live.set = set;
        live.number
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Question {
    cart: Cart,
    context: Context,
    #[serde(default)]
    usage: UsageById,
    #[serde(default)]
    options: Options,
}

/// What is refused, and where.
#[derive(Debug, Serialize)]
struct Refusal {
    #[serde(skip)]
    status: StatusCode,
    code: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    mistakes: Vec<Refusal>,
}

impl Refusal {
    fn of(error: &impl Coded) -> Self {
        Self {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            code: error.code().as_str(),
            message: error.to_string(),
            path: error.path().map(str::to_owned),
            mistakes: Vec::new(),
        }
    }
}

impl From<PricingError> for Refusal {
    fn from(error: PricingError) -> Self {
        let mistakes = match &error {
            PricingError::Several(mistakes) => mistakes.iter().map(Self::of).collect(),
            _ => Vec::new(),
        };
        Self { mistakes, ..Self::of(&error) }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.status, Json(self)).into_response()
    }
}

/// The body as a `T`: what is no JSON is a bad request, what is other JSON is refused with the place.
fn read<'b, T: Deserialize<'b>>(body: &'b [u8]) -> Result<T, Refusal> {
    let mut reader = serde_json::Deserializer::from_slice(body);
    let read = serde_path_to_error::deserialize(&mut reader);
    read.and_then(|value| {
        let end = reader.end();
        end.map(|()| value)
            .map_err(|error| serde_path_to_error::Error::new(serde_path_to_error::Track::new().path(), error))
    })
    .map_err(|error| {
        let path = Some(error.path().to_string()).filter(|path| path != ".");
        let text = error.inner().to_string();
        let (code, message) = wire::split(&text);
        let data = error.inner().is_data();
        Refusal {
            status: if data { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::BAD_REQUEST },
            code: if data { code } else { ErrorCode::InvalidArgument }.as_str(),
            message: message.to_owned(),
            path,
            mistakes: Vec::new(),
        }
    })
}

fn compile(file: &[u8]) -> Result<PromotionSet, Refusal> {
    // whether it is a list at all, before every mistake in it
    read::<Vec<IgnoredAny>>(file)?;
    let text = std::str::from_utf8(file).map_err(|error| Refusal {
        status: StatusCode::BAD_REQUEST,
        code: ErrorCode::InvalidArgument.as_str(),
        message: format!("the file is no text: {error}"),
        path: None,
        mistakes: Vec::new(),
    })?;
    Ok(PromotionSet::compile(Promotion::list_from_json(text)?)?)
}

/// Prices a cart. Some microseconds: not worth another thread.
async fn evaluate(State(in_use): State<InUse>, body: Bytes) -> Result<Response, Refusal> {
    let Question { cart, context, usage, options } = read(&body)?;
    let Live { number, set } = in_use.now();
    let evaluation = set.evaluate(&cart, &context, &usage, &options)?;
    Ok(Json(json!({"set": number, "evaluation": evaluation})).into_response())
}

/// Compiles beside the threads that answer, and swaps once it is done.
async fn replace(State(in_use): State<InUse>, body: Bytes) -> Result<Response, Refusal> {
    let compiled = tokio::task::spawn_blocking(move || compile(&body)).await;
    let set = compiled.unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()))?;
    let promotions = set.len();
    let number = in_use.swap(set);
    Ok(Json(json!({"set": number, "promotions": promotions})).into_response())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().ok_or("promotion_service FILE [ADDRESS]")?;
    let address = arguments.next().unwrap_or_else(|| "127.0.0.1:8080".into());
    let set = compile(&std::fs::read(&file)?).map_err(|refusal| format!("{file}: {}", json!(refusal)))?;
    let in_use = InUse(Arc::new(RwLock::new(Live { number: 1, set })));
    let service = Router::new()
        .route("/evaluate", post(evaluate))
        .route("/promotions", put(replace))
        .layer(DefaultBodyLimit::max(LARGEST_FILE))
        .with_state(in_use);
    let listener = tokio::net::TcpListener::bind(&address).await?;
    println!("listening on {}", listener.local_addr()?);
    axum::serve(listener, service).await?;
    Ok(())
}
