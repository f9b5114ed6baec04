//! The AWS SDK for Rust: InitiateAuth and GetUser over plain HTTP, with the SDK's own retries.

use aws_sdk_cognitoidentityprovider::config::retry::RetryConfig;
use aws_sdk_cognitoidentityprovider::config::Region;
use aws_sdk_cognitoidentityprovider::error::{DisplayErrorContext, ProvideErrorMetadata, SdkError};
use aws_sdk_cognitoidentityprovider::types::AuthFlowType;
use aws_sdk_cognitoidentityprovider::{Client, Config};
use aws_smithy_http_client::Builder;
use serde_json::{json, Value};

pub fn ask(question: &Value) -> Result<Value, String> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| error.to_string())?
        .block_on(asked(question))
}

async fn asked(question: &Value) -> Result<Value, String> {
    let client = client(question);
    match text(question, "do").as_str() {
        "refresh" => {
            let parameters = [("REFRESH_TOKEN", "token")];
            begun(&client, question, AuthFlowType::RefreshTokenAuth, &parameters).await
        }
        "get_user" => match client.get_user().access_token(text(question, "token")).send().await {
            Ok(found) if !found.username().is_empty() => Ok(Value::Null),
            Ok(_) => Err("no Username".into()),
            Err(error) => Err(told(error)),
        },
        _ => {
            let parameters = [("USERNAME", "username"), ("PASSWORD", "password")];
            begun(&client, question, AuthFlowType::UserPasswordAuth, &parameters).await
        }
    }
}

async fn begun(
    client: &Client,
    question: &Value,
    flow: AuthFlowType,
    parameters: &[(&str, &str)],
) -> Result<Value, String> {
    let mut request = client.initiate_auth().auth_flow(flow).client_id(text(question, "client_id"));
    for (name, member) in parameters {
        request = request.auth_parameters(*name, text(question, member));
    }
    match request.send().await {
        Ok(answer) => match answer.authentication_result() {
            Some(tokens) => Ok(json!({"access": tokens.access_token(), "refresh": tokens.refresh_token(),
                                      "expires_in": tokens.expires_in()})),
            None => Err(format!("challenge {:?}", answer.challenge_name())),
        },
        Err(error) => Err(told(error)),
    }
}

fn told<E, R>(error: SdkError<E, R>) -> String
where
    E: std::error::Error + ProvideErrorMetadata + 'static,
    R: std::fmt::Debug,
{
    match error.as_service_error().and_then(|service| service.code()) {
        Some(code) => format!("{code}: {}", DisplayErrorContext(&error)),
        None => DisplayErrorContext(&error).to_string(),
    }
}

fn client(question: &Value) -> Client {
    let mut config = Config::builder()
        .behavior_version_latest()
        .region(Region::new(text(question, "region")))
        .endpoint_url(text(question, "endpoint"))
        .http_client(Builder::new().build_http())
        .allow_no_auth();
    if question["retries"] == false {
        config = config.retry_config(RetryConfig::disabled());
    }
    Client::from_conf(config.build())
}

fn text(question: &Value, member: &str) -> String {
    question[member].as_str().unwrap_or_default().to_owned()
}
