//! Every operation over HTTP: its examples are answered as without HTTP, and what is wrong with a request is said by status and body.

#![allow(clippy::unwrap_used, reason = "tests")]

mod service;

use serde_json::{Value, json};
use service::Service;
use std::process::Command;

#[test]
fn an_operation_answers_over_http_as_its_document_says() {
    let service = Service::start(&mut Command::new(env!("CARGO_BIN_EXE_serve_operations")));
    let (status, document) = service.ask("GET", "/openapi.json", "");
    assert_eq!((status, &document["openapi"]), (200, &json!("3.1.0")));
    for op in mercato_ops::all() {
        let path = format!("/ops/{}", op.name);
        assert!(document["paths"][&path]["post"].is_object(), "{path} is not in the document");
        for example in op.examples {
            let (status, answer) = service.ask("POST", &path, example.input);
            let mut direct = Vec::new();
            (op.call)(example.input.as_bytes(), &mut direct).unwrap();
            let want: Value = serde_json::from_slice(&direct).unwrap();
            assert_eq!((status, answer), (200, want), "{path}");
        }
    }
}

#[test]
fn what_is_wrong_is_said() {
    let service = Service::start(&mut Command::new(env!("CARGO_BIN_EXE_serve_operations")));
    let (status, refused) = service.ask("POST", "/ops/kpi.ratio", r#"{"numerator": 1, "denominator": "1,5"}"#);
    assert_eq!((status, &refused["code"], &refused["path"]), (422, &json!("invalid_argument"), &json!("denominator")));
    let (status, refused) = service.ask("POST", "/ops/kpi.ratio", "{");
    assert_eq!((status, &refused["code"]), (422, &json!("invalid_argument")));
    let (status, refused) = service.ask("POST", "/ops/kpi.ration", "{}");
    assert_eq!((status, &refused["code"]), (404, &json!("not_found")));
}
