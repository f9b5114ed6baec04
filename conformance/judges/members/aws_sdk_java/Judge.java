import com.google.gson.JsonObject;
import java.net.URI;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClientBuilder;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthFlowType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthenticationResultType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InitiateAuthResponse;

/** The AWS SDK for Java: InitiateAuth and GetUser, with the SDK's own retries. */
public class Judge {
  static JsonObject ask(JsonObject asked) {
    CognitoIdentityProviderClient client = client(asked);
    switch (Host.text(asked, "do")) {
      case "refresh":
        return begun(client, asked, AuthFlowType.REFRESH_TOKEN_AUTH, Map.of("REFRESH_TOKEN", Host.text(asked, "token")));
      case "get_user":
        if (client.getUser(request -> request.accessToken(Host.text(asked, "token"))).username() == null) {
          throw new IllegalStateException("no Username");
        }
        return null;
      default:
        return begun(client, asked, AuthFlowType.USER_PASSWORD_AUTH,
            Map.of("USERNAME", Host.text(asked, "username"), "PASSWORD", Host.text(asked, "password")));
    }
  }

  static JsonObject begun(
      CognitoIdentityProviderClient client, JsonObject asked, AuthFlowType flow, Map<String, String> given) {
    InitiateAuthResponse found = client.initiateAuth(
        request -> request.authFlow(flow).clientId(Host.text(asked, "client_id")).authParameters(given));
    AuthenticationResultType tokens = found.authenticationResult();
    if (tokens == null) {
      throw new IllegalStateException("challenge " + found.challengeNameAsString());
    }
    JsonObject said = new JsonObject();
    said.addProperty("access", tokens.accessToken());
    said.addProperty("refresh", tokens.refreshToken());
    said.addProperty("expires_in", tokens.expiresIn());
    return said;
  }

  static CognitoIdentityProviderClient client(JsonObject asked) {
    CognitoIdentityProviderClientBuilder made = CognitoIdentityProviderClient.builder()
        .region(Region.of(Host.text(asked, "region")))
        .endpointOverride(URI.create(Host.text(asked, "endpoint")))
        .credentialsProvider(AnonymousCredentialsProvider.create())
        .httpClientBuilder(UrlConnectionHttpClient.builder());
    if (asked.has("retries") && !asked.get("retries").getAsBoolean()) {
      made.overrideConfiguration(config -> config.retryStrategy(strategy -> strategy.maxAttempts(1)));
    }
    return made.build();
  }
}
