//! The loop of every judge in Rust: one JSON object per line in, `{"refused": "<text>"}` per line out.

mod judge;

use std::io::{BufRead, Write};

fn main() {
    for line in std::io::stdin().lock().lines() {
        let question: serde_json::Value = serde_json::from_str(&line.expect("a line")).expect("JSON");
        let answer = match judge::ask(&question) {
            Ok(more) => {
                let mut answer = serde_json::json!({"refused": ""});
                if let (Some(all), Some(more)) = (answer.as_object_mut(), more.as_object()) {
                    all.extend(more.clone());
                }
                answer
            }
            Err(text) => serde_json::json!({"refused": if text.is_empty() { "refused".into() } else { text }}),
        };
        println!("{answer}");
        std::io::stdout().flush().expect("an open output");
    }
}
