#[test]
fn fill() {
    let page = mercato_tests::pricing_guide();
    let mut pieces: Vec<String> = page.split("\n```").map(str::to_owned).collect();
    let mut shown = None; let mut pending = None;
    for i in (1..pieces.len()).step_by(2) {
        let (lang, text) = pieces[i].split_once('\n').map(|(a,b)|(a.to_owned(),b.to_owned())).unwrap_or((pieces[i].clone(), String::new()));
        if lang == "json" {
            match mercato_tests::offer(&text) {
                None => shown = Some(serde_json::from_str::<mercato_tests::Shown>(&text).unwrap()),
                Some(o) => pending = Some(mercato_tests::explained(shown.as_ref().unwrap(), &o)),
            }
        } else if lang == "text" {
            pieces[i] = format!("text\n{}", pending.take().unwrap().trim_end());
        }
    }
    std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/pricing.md"), pieces.join("\n```")).unwrap();
}
