//! How does a service offer every operation without knowing any? Through the catalogue: a name and JSON in, JSON out.

#![allow(clippy::print_stdout, reason = "a program that prints its answer")]

fn main() {
    let requests = [
        ("kpi.ratio", r#"{"numerator": "1.00", "denominator": 8}"#),
        ("kpi.ratio", r#"{"numerator": 4, "denominator": 0, "zero_denominator": "error"}"#),
        ("kpi.ratio", r#"{"numerator": 1, "denominator": "1,5"}"#),
        ("kpi.ration", "{}"),
    ];
    for (name, input) in requests {
        let mut output = Vec::new();
        match mercato_ops::find(name).and_then(|op| op.call(input.as_bytes(), &mut output)) {
            Ok(()) => println!("{name} {input}\n  {}", String::from_utf8_lossy(&output)),
            Err(error) => {
                let field = error.path.as_deref().unwrap_or("-");
                println!("{name} {input}\n  {} at {field}: {}", error.code, error.message);
            }
        }
    }
}
