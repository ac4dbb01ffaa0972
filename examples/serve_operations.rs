//! How does a team wrap mercato in its own service? Every operation of the catalogue over HTTP, and the document of all of them.
//!
//! ```text
//! serve_operations [ADDRESS]
//! GET  /openapi.json    what there is
//! POST /ops/kpi.ratio   {"numerator": 1, "denominator": 4}  ->  {"value": 0.25, "reason": null}
//! ```
//!
//! A refusal is `{"code", "message", "path"?}`, with status 404 for an unknown operation and 422 for the rest.

#![allow(clippy::print_stdout, reason = "a program that says where it listens")]

use axum::Router;
use axum::body::Bytes;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::{get, post};
use mercato_ops::{OpError, find, openapi};
use serde_json::Value;
use std::error::Error;

async fn describe() -> Json<Value> {
    Json(openapi::document())
}

/// Most operations take microseconds, a simulation or an optimum seconds: they run beside the threads that listen.
async fn call(Path(name): Path<String>, body: Bytes) -> Response {
    let op = match find(&name) {
        Ok(op) => op,
        Err(error) => return (StatusCode::NOT_FOUND, Json(error)).into_response(),
    };
    let answered = tokio::task::spawn_blocking(move || {
        let mut answer = Vec::new();
        (op.call)(&body, &mut answer).map(|()| answer)
    });
    let answer: Result<Vec<u8>, OpError> =
        answered.await.unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()));
    match answer {
        Ok(answer) => ([(header::CONTENT_TYPE, "application/json")], answer).into_response(),
        Err(error) => (StatusCode::UNPROCESSABLE_ENTITY, Json(error)).into_response(),
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:8080".into());
    let service = Router::new().route("/openapi.json", get(describe)).route("/ops/{name}", post(call));
    let listener = tokio::net::TcpListener::bind(&address).await?;
    println!("listening on {}", listener.local_addr()?);
    axum::serve(listener, service).await?;
    Ok(())
}
