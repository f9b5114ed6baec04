//! The crate jwt-simple: an RSA public key of the set, and `VerificationOptions`.

use jwt_simple::prelude::*;
use serde_json::Value;
use std::collections::HashSet;

pub fn ask(question: &Value) -> Result<Value, String> {
    let token = question["token"].as_str().unwrap_or_default();
    let kid = Token::decode_metadata(token).map_err(told)?.key_id().unwrap_or_default().to_owned();
    let keys = question["jwks"]["keys"].as_array().ok_or("no keys")?;
    let jwk = keys.iter().find(|key| key["kid"] == kid.as_str()).ok_or("no key of this kid")?;
    let key = RS256PublicKey::from_components(&part(jwk, "n")?, &part(jwk, "e")?).map_err(told)?;
    let recommended = question["configuration"] == "recommended";
    let options = if recommended { Some(options(question)) } else { None };
    let found = key.verify_token::<Value>(token, options).map_err(told)?;
    if recommended {
        if found.custom["token_use"] != question["use"] {
            return Err("token_use".into());
        }
        if question["use"] == "access" && found.custom["client_id"] != question["client_id"] {
            return Err("client_id".into());
        }
    }
    Ok(Value::Null)
}

fn options(question: &Value) -> VerificationOptions {
    let only = |member: &str| {
        HashSet::from([question[member].as_str().unwrap_or_default().to_owned()])
    };
    VerificationOptions {
        allowed_issuers: Some(only("issuer")),
        allowed_audiences: (question["use"] == "id").then(|| only("client_id")),
        time_tolerance: Some(Duration::from_secs(0)),
        ..Default::default()
    }
}

fn part(jwk: &Value, member: &str) -> Result<Vec<u8>, String> {
    use ct_codecs::{Base64UrlSafeNoPadding, Decoder};
    let text = jwk[member].as_str().ok_or("no RSA key")?;
    Base64UrlSafeNoPadding::decode_to_vec(text, None).map_err(told)
}

fn told(error: impl std::fmt::Display) -> String {
    error.to_string()
}
