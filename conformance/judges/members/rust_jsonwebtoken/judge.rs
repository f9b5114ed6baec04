//! The crate jsonwebtoken: the key is looked up by the caller, the claims are judged by `Validation`.

use jsonwebtoken::{decode, decode_header, jwk::JwkSet, Algorithm, DecodingKey, Validation};
use serde_json::Value;

pub fn ask(question: &Value) -> Result<Value, String> {
    let token = question["token"].as_str().unwrap_or_default();
    let keys: JwkSet = serde_json::from_value(question["jwks"].clone()).map_err(told)?;
    let kid = decode_header(token).map_err(told)?.kid.ok_or("no kid")?;
    let key = DecodingKey::from_jwk(keys.find(&kid).ok_or("no key of this kid")?).map_err(told)?;
    let found = decode::<Value>(token, &key, &validation(question)).map_err(told)?;
    if question["configuration"] == "recommended" {
        claims(question, &found.claims)?;
    }
    Ok(Value::Null)
}

fn validation(question: &Value) -> Validation {
    let mut rules = Validation::new(Algorithm::RS256);
    if question["configuration"] == "recommended" {
        rules.set_issuer(&[question["issuer"].as_str().unwrap_or_default()]);
        rules.set_required_spec_claims(&["exp", "iss"]);
        rules.validate_nbf = true;
        rules.leeway = 0;
        if question["use"] == "id" {
            rules.set_audience(&[question["client_id"].as_str().unwrap_or_default()]);
        } else {
            rules.validate_aud = false;
        }
    }
    rules
}

/// What Cognito's documentation asks for beyond the registered claims.
fn claims(question: &Value, found: &Value) -> Result<(), String> {
    if found["token_use"] != question["use"] {
        return Err("token_use".into());
    }
    if question["use"] == "access" && found["client_id"] != question["client_id"] {
        return Err("client_id".into());
    }
    Ok(())
}

fn told(error: impl std::fmt::Display) -> String {
    error.to_string()
}
